"""Article pages: the body, the headline, and the fields around them."""
