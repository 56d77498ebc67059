//! Our Python held against the real one: random generator programs, literals, floats, the tree of exceptions.
//!
//! Everything goes through one `python3` per test. Without a `python3` the tests say so and pass, unless the environment
//! has `CONCURRIUM_NEEDS_PYTHON`: then they fail.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop where it stands"
)]

mod programs;
mod run;
mod twin;

use std::io::Write;
use std::process::{Command, Stdio};

use concurrium::python::{Class, literal};

use programs::{Dice, Program};

/// How many random programs: about a second of CPython.
const PROGRAMS: usize = 600;

/// What the interpreter's version changes.
#[derive(Clone, Copy)]
struct Dialect {
    /// `close()` returns what the generator returned (3.13).
    close_returns: bool,
    /// `StopIteration` thrown into a just-started generator comes out as itself, and thrown into a `yield from` a list
    /// ends it (3.12).
    stop_is_plain: bool,
}

/// What `python3` prints when it is given this script; nothing when there is none.
pub(crate) fn python(script: &str) -> Option<String> {
    let child = Command::new("python3")
        .args(["-W", "ignore", "-"])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(why) if std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none() => {
            eprintln!("not compared with CPython: python3 can't be started ({why})");
            return None;
        }
        Err(why) => panic!("CONCURRIUM_NEEDS_PYTHON is set, but python3 can't be started: {why}"),
    };
    child
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "python3 failed; its complaint is above"
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn random_programs_take_the_same_course() {
    let mut dice = Dice::new(0x5eed);
    let programs: Vec<Program> = (0..PROGRAMS).map(|_| Program::random(&mut dice)).collect();
    let mut script = twin::PRELUDE.to_owned();
    for program in &programs {
        script.push_str(&twin::of(program));
    }
    let Some(output) = python(&script) else {
        return;
    };
    let mut transcripts = output.split("== program\n");
    let version = transcripts.next().unwrap().trim();
    let (major, minor) = version.split_once('.').unwrap();
    let version: (u32, u32) = (major.parse().unwrap(), minor.parse().unwrap());
    assert!(
        version >= (3, 8),
        "python3 is {version:?}; 3.8 is the oldest that this test knows"
    );
    let dialect = Dialect {
        close_returns: version >= (3, 13),
        stop_is_plain: version >= (3, 12),
    };
    for (at, program) in programs.iter().enumerate() {
        let theirs = transcripts.next().unwrap();
        let ours = run::transcript(program, dialect);
        assert_eq!(
            ours,
            theirs,
            "program {at} (left: ours, right: CPython {version:?})\n{}",
            twin::of(program)
        );
    }
}

/// A line of `name<tab>answer` for each expression, evaluated by CPython.
fn evaluated(sources: &[String]) -> Option<Vec<String>> {
    let mut script = String::from(
        "def look(source):\n    try: value = eval(source)\n    except Exception as e: return 'refused'\n    return repr(value) if type(value) in (type(None), bool, int, float, str) else 'refused'\n",
    );
    for source in sources {
        // The source travels as hexadecimal digits, so that no quoting of ours stands between.
        let hex: String = source.bytes().map(|byte| format!("{byte:02x}")).collect();
        script.push_str(&format!("print(look(bytes.fromhex('{hex}').decode()))\n"));
    }
    Some(python(&script)?.lines().map(str::to_owned).collect())
}

#[test]
fn literals_read_and_print_as_in_cpython() {
    let handmade = [
        "'a'",
        r#""it's""#,
        r#"'it\'s "so"'"#,
        "'''a'b\nc'''",
        "\"\"\"\"x\"\"\"",
        r"'\x00\x1f\x7f\x80\xff'",
        r"'\u4e2d\U0001F600\U0010ffff'",
        r"r'\n\''",
        r"R'\\'",
        "u'中文 é'",
        "U'x'",
        r"'\a\b\f\n\r\t\v\\\'\0\101\777\8'",
        r"'\q\%'",
        "'a' 'b'  \"c\"",
        "('a'\n'b')",
        "'\u{a0}\u{ad}\u{200b}\u{feff}\u{2028}\u{3000}'",
        "'e\u{301}\u{301}'",
        "'👩 مرحبا हिन्दी'",
        "''",
        "''''''",
        "'a\\\nb'",
        "0",
        "00",
        "0_0",
        "007",
        "42",
        "-42",
        "+42",
        "--42",
        "- 4",
        "1_000",
        "1__0",
        "1_",
        "_1",
        "0x1F",
        "0X_ff",
        "0x",
        "0b101",
        "0b2",
        "0o17",
        "0o8",
        "0x1_",
        "9223372036854775807",
        "-9223372036854775808",
        "1.0",
        "1.",
        ".5",
        "-.5",
        "1e5",
        "1E+5",
        "1e-5",
        "1_0.0_1e1_0",
        "1e",
        "1e+",
        ".",
        "1..2",
        "09.5",
        "09e1",
        "1e400",
        "-1e400",
        "1e-400",
        "1e15",
        "1e16",
        "1e17",
        "123456789012345678.0",
        "0.0001",
        "0.00001",
        "True",
        "False",
        "None",
        "true",
        "(5)",
        "((-5))",
        "(\n5\n)",
        "(5",
        "5)",
        "'open",
        "'a\nb'",
        "ab'c'",
        r"'\x4'",
        r"'\u12'",
        r"'\U00110000'",
        "1 2",
        "5abc",
        "1 'a'",
        "-'a'",
        "-None",
        "0xe+1x",
    ];
    let mut dice = Dice::new(0xf10a7);
    let mut sources: Vec<String> = handmade.map(str::to_owned).into();
    sources.extend(
        (0..1500)
            .map(|_| format!("{:e}", f64::from_bits(dice.next()).abs()))
            .filter(|text| text != "NaN" && text != "inf"),
    );
    sources.extend((0..500).map(|_| {
        format!(
            "{:e}",
            dice.next() as f64 / 10f64.powi(dice.below(40) as i32)
        )
    }));
    let Some(theirs) = evaluated(&sources) else {
        return;
    };
    assert_eq!(theirs.len(), sources.len());
    for (source, theirs) in sources.iter().zip(theirs) {
        let ours = literal::parse(source).map_or("refused".to_owned(), |value| value.repr());
        assert_eq!(ours, theirs, "{source}");
    }
}

#[test]
fn the_exceptions_are_cpythons() {
    let Some(theirs) = python(
        "import builtins, sys, traceback\n\
         def last(e): return traceback.format_exception_only(type(e), e)[-1].strip()\n\
         for name, c in sorted(vars(builtins).items()):\n\
         \x20   if isinstance(c, type) and issubclass(c, BaseException) and c.__name__ == name and name[0] != '_':\n\
         \x20       out = [name, ','.join(b.__name__ for b in c.__bases__ if b is not object)]\n\
         \x20       for args in ((), ('m',)):\n\
         \x20           try: out.append(last(c(*args)))\n\
         \x20           except TypeError as e: out.append(last(e))\n\
         \x20       print('\\t'.join(out))\n",
    ) else {
        return;
    };
    assert!(theirs.lines().count() > 60);
    for line in theirs.lines() {
        let [name, bases, bare, with] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let class = Class::named(name).unwrap_or_else(|| panic!("{name} is missing"));
        let ours: Vec<_> = class.bases().iter().map(|base| base.name()).collect();
        assert_eq!(ours.join(","), bases, "the bases of {name}");
        assert_eq!(class.call(None).to_string(), bare);
        assert_eq!(class.call(Some("m".into())).to_string(), with);
    }
}
