"""The screens: pages rendered here, made quicker and kinder by a little JavaScript, complete without it."""
