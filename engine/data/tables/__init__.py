"""Tables that a user sends: read from text, checked, and split into training and test rows."""
