"""Files on disk: text, TOML, tables. The one edge other edges may stand on; it knows nothing of what the files mean."""
