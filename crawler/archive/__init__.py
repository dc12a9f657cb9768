"""Raw pages 网页原件: written, found again, handed out as evidence, moved away."""
