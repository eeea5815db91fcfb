"""The bundle: the page as a few files. Standard library only, since the build hook uses it before anything is installed."""
