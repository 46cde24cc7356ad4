"""Builds the documentation as a site that asks no other host: sphinx-build -W docs site."""

project = "Capacity planner"
copyright = "the authors of the capacity planner"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["systemd", "cron"]
myst_heading_anchors = 3
nitpicky = True
html_theme = "furo"
html_title = "Capacity planner"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
highlight_language = "none"
