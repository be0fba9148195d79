"""The order of steps: tick, delivery, intake, rehearsal.

``tick`` is one pass, ``station`` an installation at work; what both stand on lies beside them, each work in its room: ``inputs`` (what
people wrote), ``notices`` (who is told what), ``coordinator`` (what she is told), ``sending``, ``hearing``, ``deciding`` (what she orders),
``arming`` (whether it may speak at all), ``rehearsal``.
"""
