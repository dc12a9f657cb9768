"""Whether the definition of a site still fits it."""
