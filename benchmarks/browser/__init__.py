"""Speed of the page in Chromium, and the pictures of the README."""
