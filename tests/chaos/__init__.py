"""``make chaos``: thousands of visits while everything that can die dies; at the end each patient has what is due."""
