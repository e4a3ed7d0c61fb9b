//! Browser journeys: Chromium walks through the running demo as the people would.

use anyhow::{Result, bail};

use crate::assets::{build, npm, packages};
use crate::run::run_reading;
use crate::tally::Count;
use crate::{demo, needs, project};

/// Runs the journeys whose file names contain `name`, or all.
///
/// # Errors
/// When one fails or none is called so.
pub fn chosen(name: Option<&str>) -> Result<()> {
    needs::supply()?;
    build()?;
    let count = run(name)?;
    if count.failed > 0 {
        bail!(
            "{} of {} journeys failed; pictures are in e2e/results",
            count.failed,
            count.passed + count.failed
        );
    }
    Ok(())
}

/// As [`chosen`], on built assets, and counts.
///
/// # Errors
/// When the runner fails before the journeys do.
pub fn run(name: Option<&str>) -> Result<Count> {
    demo::build()?;
    let folder = packages("e2e")?;
    let mut journeys = npm(&folder, &["run", "--silent", "journeys", "--"]);
    journeys.args(name).env("NACRE_PROGRAM", project::nacre()?);
    let mut count = Count::default();
    let well = run_reading(&mut journeys, |line| count.read(line))?;
    if !well && count.failed == 0 {
        bail!("the journeys' runner failed before a journey did");
    }
    Ok(count)
}
