"""notifier: from a year plan written in Word to confirmed calendar invitations.

Floors, importing downwards only: ``doors`` > ``flows`` > ``edges`` > ``core`` > ``model``.
"""
