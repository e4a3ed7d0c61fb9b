// A trial with many small changes of what is known to be sensible. Where no fuzzer is at hand this finds what is near; the
// fuzzer, led by coverage, begins with the same files.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

/// Changes of one input at once.
const MOST_CHANGES: u64 = 6;
/// Bytes that are often a limit of something.
const LIMITS: [u8; 8] = [0, 1, 2, 0x3f, 0x40, 0x7f, 0x80, 0xff];

/// Chance that is the same for the same seed (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, many: usize) -> usize {
        usize::try_from(self.roll() % many.max(1) as u64).unwrap_or(0)
    }
}

/// Runs `trial` with every file of `fuzz/corpus/{name}` and then `count` times with changes of them; for as long as
/// `NACRE_TEST_FUZZ_SECONDS` says instead, and then with a seed of its own.
///
/// # Panics
/// When the trial does: with the seed and the input.
pub fn around(name: &str, count: u64, trial: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files = fs::read_dir(&folder).expect("a folder of sensible inputs");
    let mut known: Vec<Vec<u8>> =
        files.map(|file| fs::read(file.expect("a file").path()).expect("readable")).collect();
    known.sort();
    assert!(!known.is_empty(), "{} is empty", folder.display());
    known.iter().for_each(|input| trial(input));

    #[expect(clippy::disallowed_methods, reason = "a long run says how long")]
    let asked =
        std::env::var("NACRE_TEST_FUZZ_SECONDS").ok().map(|seconds| seconds.parse().expect("seconds"));
    #[expect(clippy::disallowed_methods, reason = "a long run ends by the clock")]
    let (started, now) = (Instant::now(), Instant::now);
    let seed = if asked.is_some() { u64::from(std::process::id()) << 20 | 1 } else { 0x9e37_79b9_7f4a_7c15 };
    let mut dice = Dice(seed);
    let mut done = 0;
    while asked.map_or(done < count, |seconds| now() - started < Duration::from_secs(seconds)) {
        let input = changed(&known, &mut dice);
        if catch_unwind(|| trial(&input)).is_err() {
            panic!("seed {seed}, try {done}, input {input:02x?}");
        }
        done += 1;
    }
    eprintln!("{name}: {done} inputs around {} known ones, seed {seed}", known.len());
}

fn changed(known: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = known[dice.below(known.len())].clone();
    for _ in 0..=dice.roll() % MOST_CHANGES {
        let at = dice.below(bytes.len());
        let till = (at + 1 + dice.below(8)).min(bytes.len());
        match dice.roll() % 8 {
            _ if bytes.is_empty() => bytes.push(LIMITS[dice.below(LIMITS.len())]),
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = LIMITS[dice.below(LIMITS.len())],
            2 => bytes[at] = dice.roll().to_le_bytes()[0],
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..till)),
            5 => {
                let again = bytes[at..till].repeat(1 + dice.below(64));
                bytes.splice(at..at, again).for_each(drop);
            }
            6 => {
                let other = &known[dice.below(known.len())];
                let from = dice.below(other.len());
                bytes.splice(at..till, other[from..].iter().copied()).for_each(drop);
            }
            _ => {
                let number = (dice.roll() >> dice.below(64)).to_le_bytes();
                let long = 1 + dice.below(number.len());
                bytes.splice(at..at, number.into_iter().take(long)).for_each(drop);
            }
        }
    }
    bytes
}
