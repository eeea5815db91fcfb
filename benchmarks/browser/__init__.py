"""Speed of the page in Chromium, and its screenshot."""
