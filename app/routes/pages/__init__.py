"""The pages of the browser, and the middleware of HTTP answers."""
