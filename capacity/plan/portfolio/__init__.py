"""What stands before a plan begins: blocks of places, who may live in them, what was decided last."""
