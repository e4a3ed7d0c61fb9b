use std::time::{Duration, Instant};
use media::Track::{Audio, Camera};
use crate::stage::Stage;

fn cost(record: bool) -> (Duration, usize) {
    let (mut stage, ada, ben) = Stage::lesson();
    if record {
        let (handle, mut inbox) = media::door(std::sync::Arc::new(|| {}));
        handle.record(stage.room, std::sync::Arc::new(|_| {})).unwrap();
        stage.command(inbox.next_command().unwrap());
    }
    stage.spent = Duration::ZERO;
    for n in 0..600 {
        stage.send_frame(&ada, Camera, n % 300 == 0, 3_300);
        stage.send_frame(&ben, Camera, n % 300 == 0, 3_300);
        for _ in 0..2 { stage.send(&ada, Audio, false); stage.send(&ben, Audio, false); }
        stage.run(Duration::from_millis(35));
    }
    (stage.spent, stage.recorded.len())
}

#[test]
#[ignore]
fn zz_cost() {
    for _ in 0..4 {
        let (a, _) = cost(false);
        let (b, n) = cost(true);
        eprintln!("without {a:?} with {b:?} ratio {:.3} ({n} reels)", b.as_secs_f64() / a.as_secs_f64());
    }
    let _ = Instant::now();
}

#[test]
#[ignore]
fn zz_file() {
    // real frames from an IVF file, so that a decoder has something to do
    let ivf = std::fs::read("/tmp/rec/cam.ivf").unwrap();
    let opus: Vec<Vec<u8>> = {
        let raw = std::fs::read("/tmp/rec/opus.bin").unwrap();
        let mut at = 0; let mut v = Vec::new();
        while at + 4 <= raw.len() { let n = u32::from_le_bytes(raw[at..at+4].try_into().unwrap()) as usize; v.push(raw[at+4..at+4+n].to_vec()); at += 4 + n; }
        v
    };
    let mut frames = Vec::new();
    let mut at = 32;
    while at + 12 <= ivf.len() { let n = u32::from_le_bytes(ivf[at..at+4].try_into().unwrap()) as usize; frames.push(ivf[at+12..at+12+n].to_vec()); at += 12 + n; }
    let (mut stage, ada, _) = Stage::lesson();
    let (handle, mut inbox) = media::door(std::sync::Arc::new(|| {}));
    let take = handle.record(stage.room, std::sync::Arc::new(|_| {})).unwrap();
    stage.command(inbox.next_command().unwrap());
    let (start, mut sounds, mut shown) = (stage.now, 0usize, 0usize);
    while shown < frames.len() {
        let passed = (stage.now - start).as_millis() as usize;
        if passed >= sounds * 20 && sounds < opus.len() { stage.send_payload(&ada, Audio, vec![opus[sounds].clone()]); sounds += 1; }
        if passed * 30 >= shown * 1000 {
            let f = &frames[shown]; let mut first = true;
            let parts: Vec<Vec<u8>> = f.chunks(1100).map(|c| { let mut p = vec![if first {0x10} else {0}]; first = false; p.extend(c); p }).collect();
            stage.send_payload(&ada, Camera, parts); shown += 1;
        }
        stage.run(Duration::from_millis(5));
    }
    let write = |name: &str, stage: &Stage| {
        let mut bytes = Vec::new();
        for (_, r) in &stage.recorded {
            if let media::recording::What::Reel(reel) = &r.what { match &reel.piece {
                media::recording::Piece::Begin { bytes: b, .. } | media::recording::Piece::Go { bytes: b } => bytes.extend(b),
                media::recording::Piece::End(e) => { bytes.extend(&e.index); let at = e.patch.0 as usize; bytes[at..at+e.patch.1.len()].copy_from_slice(&e.patch.1); eprintln!("{:?} dropped {}", e.lasts, e.dropped); }
            } }
        }
        std::fs::write(name, bytes).unwrap();
    };
    write("/tmp/rec/open.webm", &stage);
    stage.command(media::Command::StopRecording { room: stage.room, take });
    write("/tmp/rec/closed.webm", &stage);
}
