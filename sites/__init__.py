"""Where we look: one TOML file a site, one a family of sites, and the strict loader that reads them."""
