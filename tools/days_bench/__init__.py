"""Parts of ``tools/bench days``: footage measured once and kept, then judged in many ways.

Measuring a picture takes ten milliseconds, judging one takes half of one. So ``measured`` keeps
what ``core.observe`` said of each picture, ``watching`` runs a monitor over it at any times, and
every section is a few loops over both.
"""
