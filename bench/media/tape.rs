//! Keeps recordings as the product does, without its rows: one thread appends to files, and syncs every five seconds.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use media::recording::{Piece, Recorded, Source, What};
use media::{Keeper, Place};

const SYNC_EVERY: Duration = Duration::from_secs(5);

/// Where the engine gives its recordings.
pub struct Tape(Sender<Recorded>);

impl Tape {
    /// Files go to this folder.
    pub fn start(folder: PathBuf) -> Self {
        let (to, from) = channel();
        std::thread::spawn(move || write_all(&folder, &from).expect("the folder takes files"));
        Self(to)
    }

    pub fn keeper(&self) -> Keeper {
        let to = self.0.clone();
        Arc::new(move |recorded| to.send(recorded).expect("the writer lives as long as the process"))
    }
}

type Key = (Place, Source, u32);

fn write_all(folder: &std::path::Path, from: &Receiver<Recorded>) -> std::io::Result<()> {
    let mut files: HashMap<Key, File> = HashMap::new();
    let mut synced = Instant::now();
    let mut begun = 0;
    loop {
        match from.recv_timeout(SYNC_EVERY) {
            Ok(Recorded { what: What::Reel(reel), .. }) => {
                let key = (reel.place, reel.source, reel.number);
                match reel.piece {
                    Piece::Begin { bytes, .. } => {
                        let mut file = File::create(folder.join(format!("{begun}.webm")))?;
                        begun += 1;
                        file.write_all(&bytes)?;
                        files.insert(key, file);
                    }
                    Piece::Go { bytes } => {
                        if let Some(file) = files.get_mut(&key) {
                            file.write_all(&bytes)?;
                        }
                    }
                    Piece::End(_) => {
                        files.remove(&key);
                    }
                }
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        if synced.elapsed() >= SYNC_EVERY {
            for file in files.values() {
                file.sync_data()?;
            }
            synced = Instant::now();
        }
    }
}
