"""The pages of the browser, and what every HTTP answer goes through."""
