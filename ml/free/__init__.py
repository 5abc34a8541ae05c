"""All that makes a partner talk freely: prompts, checks, plans."""
