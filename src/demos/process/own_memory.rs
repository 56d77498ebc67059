//! `own-memory`: what two processes share after a fork, and what each has of its own.

use crate::stage::{Actor, Refused};

pub(in crate::demos) fn run(py: &mut Actor) {
    // What is refused ends the program, as an uncaught OSError ends the listing's; the refusal has been told.
    let _ = program(py);
}

fn program(py: &mut Actor) -> Result<(), Refused> {
    let megabytes = py.count("megabytes");
    let written = py.count("written");
    let stdout = py.text("stdout").to_owned();

    let mut file = py.temporary_file()?;
    file.write(py, b"abcdef")?;
    py.cue("map");
    let mut memory = py.mmap(megabytes << 20)?;
    memory.tell_pages(py);
    py.cue("fill");
    for n in 0..memory.pages() {
        memory.set(n, 1);
    }
    memory.tell(py);
    py.cue("seek");
    file.seek(py, 0)?;
    file.tell(py);
    let (reader, writer) = if stdout == "pipe" {
        py.pipe()?
    } else {
        py.openpty()?
    };
    py.cue("out");
    let mut out = py.fdopen(writer);
    py.cue("print");
    out.print(py, "hello")?;
    out.tell(py);

    py.cue("fork");
    let pid = py.fork()?;
    memory.tell(py);
    file.tell(py);
    out.tell(py);
    py.cue("write");
    for n in 0..memory.pages() * written / 100 {
        memory.set(n, if pid != 0 { 2 } else { 3 });
    }
    memory.tell(py);
    py.cue("look");
    py.print(format!("memory {}", memory.get(0)));
    py.cue("read");
    let bytes = file.read(py, 3)?;
    py.print(format!("read b'{}'", bytes.escape_ascii()));
    file.tell(py);
    py.cue("flush");
    out.flush(py)?;
    out.tell(py);
    if pid == 0 {
        py.cue("exit");
        py.exit(0);
    }
    py.cue("wait");
    let _ = py.wait();
    memory.tell(py);
    out.print(py, "end")?;
    out.flush(py)?;
    let mut text = Vec::new();
    py.cue("count");
    while !text.ends_with(b"end\n") && !text.ends_with(b"end\r\n") {
        text.extend(py.read(&reader, 99)?);
    }
    let times = text.windows(5).filter(|word| word == b"hello").count();
    py.print(format!("hellos: {times}"));
    Ok(())
}
