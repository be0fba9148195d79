"""What can be called: a function a command, which reads the call and hands over to its door. Imports of doors stay inside the functions:
``notifier --help`` must be quick.
"""
