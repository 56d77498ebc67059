//! What the largest runs cost: `cargo bench --bench big_traces [PART OF A MIX'S NAME]`.
//!
//! Each mix is a saved run at the limits of `protocol::limits`, or beyond one, and is opened by a process of its own: how long
//! that takes, on the clock and of the processor, the most memory it had, and the slowest key of every lesson's screen.
//! It fails where a promise isn't kept: 5 s, 1 GB, 50 ms a key.

#[path = "big_traces/keys.rs"]
mod keys;
#[path = "big_traces/mixes.rs"]
mod mixes;

use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use concurrium::{demos, lessons, saved};
use nix::sys::resource::{UsageWho, getrusage};

/// The promises: to open or to refuse, memory in megabytes, and a key.
const OPEN: Duration = Duration::from_secs(5);
const MEMORY: i64 = 1000;
const KEY: Duration = Duration::from_millis(50);

/// Names the mix that this process is to open.
const MIX: &str = "CONCURRIUM_BENCH_MIX";

fn main() -> ExitCode {
    if let Some(name) = std::env::var_os(MIX) {
        let name = name.to_string_lossy();
        let file = std::env::args_os().nth(1).unwrap_or_default();
        return open(&name, Path::new(&file));
    }
    let part = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let part = part.unwrap_or_default();
    println!(
        "{:<26} {:>7} {:>8} {:>7} {:>7} {:>7} {:>8}  slowest key",
        "", "MB", "events", "s", "cpu s", "MB kept", "key ms"
    );
    let mut kept = true;
    for (name, make) in mixes::MIXES.iter().filter(|(name, _)| name.contains(&part)) {
        let folder = tempfile::tempdir().expect("a folder for the run");
        let file = folder.path().join("run.jsonl");
        let to = std::fs::File::create(&file).expect("a file for the run");
        make(&mut BufWriter::new(to)).expect("room for the run");
        let status = Command::new("/proc/self/exe")
            .arg(&file)
            .env(MIX, name)
            .status();
        kept &= status.is_ok_and(|status| status.success());
    }
    if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Opens one run, presses keys, and prints a row.
fn open(name: &str, file: &Path) -> ExitCode {
    let size = std::fs::metadata(file).map_or(0, |file| file.len()) / 1_000_000;
    let before = processor();
    let clock = Instant::now();
    let plays = demos::plays(lessons::built_in().expect("the shelf"));
    let opened = saved::read(plays, file);
    let (took, cpu) = (clock.elapsed(), processor() - before);
    let (events, key, said) = match opened {
        Ok(saved) => {
            let events = saved.history.len();
            let fault = saved.fault.clone();
            let slowest = keys::press(saved);
            let said = fault.map_or_else(|| slowest.what.clone(), |fault| fault.to_string());
            (events, slowest.took, said)
        }
        Err(refused) => (0, Duration::ZERO, format!("{refused:#}")),
    };
    let memory = getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| usage.max_rss()) / 1000;
    println!(
        "{name:<26} {size:>7} {events:>8} {:>7.2} {:>7.2} {memory:>7} {:>8.1}  {said}",
        took.as_secs_f64(),
        cpu.as_secs_f64(),
        key.as_secs_f64() * 1000.0,
    );
    if cpu <= OPEN && memory <= MEMORY && key <= KEY {
        ExitCode::SUCCESS
    } else {
        println!("{name:<26} that is more than was promised");
        ExitCode::FAILURE
    }
}

/// The processor's time of this process so far.
pub(crate) fn processor() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_SELF);
    let of = |time: nix::sys::time::TimeVal| {
        Duration::from_secs(time.tv_sec().unsigned_abs())
            + Duration::from_micros(time.tv_usec().unsigned_abs())
    };
    usage.map_or(Duration::ZERO, |usage| {
        of(usage.user_time()) + of(usage.system_time())
    })
}
