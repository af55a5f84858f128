"""From a scenario to its outcome: combining actions, attribution, uncertainty. No files, no statistics."""
