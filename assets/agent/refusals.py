"""What is refused: in English, and by name for the other languages. The catalogue of the terminal program (`[refused]`) has the same
sentences.

Never knows what was asked for.
"""

SENTENCES = {
    "script_line": "the explorer has no descriptor left for its line; start fewer at once, or raise its limit (`ulimit -n`)",
    "script_processes": "this run may have {most} processes at once; wait for some, or fork less",
    "script_printed": "it has printed {lines} lines; what it prints from here on isn't shown",
    "script_source": "{file} is longer than {most} KB; what lies behind isn't shown",
    "script_itself": "the script is longer than {most} KB; what lies behind isn't shown",
    "script_stranger": "process {pid} is none of this run's, and is left alone",
    "script_strangers": "every process of this user would get it, and those that are none of this run's are left alone",
    "script_gone": "nobody refers to it any more: Python has let it go",
    "script_not_ready": "it isn't among those who are ready",
    "script_kernel": "the kernel refused it: {error}",
    "unknown": "{error}; so {key} stays unknown here, and the lesson goes on",
}


def tell(actor, what, key, /, **known):
    """Says that something was refused, and why."""
    known = {name: str(value) for name, value in known.items()}
    said = {"key": "refused." + key, "with": known}
    actor.tell("refused", what=what, why=SENTENCES[key].format(**known), said=said)
