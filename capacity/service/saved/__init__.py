"""The parts of the workspace, each about one kind of thing that users save."""
