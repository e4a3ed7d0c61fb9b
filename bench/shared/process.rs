//! The CPU time and the memory of a process, as Linux counts them.

use std::time::Duration;

use anyhow::{Context, Result};

/// Ticks of `/proc` in a second; fixed by the kernel's interface (`USER_HZ`).
const TICKS_PER_SECOND: u32 = 100;

/// User and system time of all threads of a process so far.
pub fn cpu_time_of(process_id: u32) -> Result<Duration> {
    let path = format!("/proc/{process_id}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    // The name in brackets may hold spaces; the fields behind it do not. User time is the 14th, system time the 15th.
    let behind_name = stat.rsplit_once(')').context("a process has a name")?.1;
    let mut fields = behind_name.split_whitespace().skip(11);
    let mut ticks = || -> Result<u32> { Ok(fields.next().context("a process has its times")?.parse()?) };
    Ok(Duration::from_secs(1) * (ticks()? + ticks()?) / TICKS_PER_SECOND)
}

/// Resident memory in megabytes.
pub fn memory_of(process_id: u32) -> Result<f64> {
    let path = format!("/proc/{process_id}/status");
    let status = std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("a process has memory")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}
