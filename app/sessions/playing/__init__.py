"""What a session does by itself: train while it plays, make frames, and tell its clients."""
