use std::time::Duration;

use kernel::Seat;
use media::{Failure, News};

use crate::stage::Stage;

fn is_stalled(news: &News) -> bool {
    matches!(news, News::Stalled { .. })
}

#[test]
fn a_cut_line_is_noticed_after_a_second_and_its_return_at_once() {
    let (mut stage, ada, _) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_secs(1));
    let cut_at = stage.now;

    stage.cut_off(&ada, true);
    stage.run(Duration::from_secs(3));
    stage.cut_off(&ada, false);
    stage.run_sending(&ada, Duration::from_millis(100));

    let news: Vec<_> =
        stage.events.iter().filter(|(at, event)| *at > cut_at && event.place == ada.place).collect();
    let (at, stalled) = news[0];
    assert!(*at - cut_at <= Duration::from_millis(1_005));
    assert!(matches!(stalled.news, News::Stalled { silent_for } if silent_for >= Duration::from_secs(1)));
    assert_eq!(news[1].1.news, News::Alive);
    assert_eq!(news.len(), 2);
}

#[test]
fn a_line_cut_for_ten_seconds_is_given_up() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_secs(1));

    stage.cut_off(&ada, true);
    stage.run(Duration::from_secs(11));

    assert!(
        stage.heard(&ada, &|news| matches!(news, News::Gone { silent_for } if silent_for.as_secs() == 10))
    );
    assert!(!stage.heard(&ben, &|news| matches!(news, News::Gone { .. })));
    assert_eq!(stage.shard.load(), 1);
}

#[test]
fn somebody_with_everything_switched_off_stays_present() {
    let (mut stage, ada, ben) = Stage::lesson();

    stage.run(Duration::from_secs(60));

    assert!(!stage.heard(&ada, &is_stalled) && !stage.heard(&ben, &is_stalled));
    assert_eq!(stage.shard.load(), 2);
}

#[test]
fn a_join_that_nobody_answers_is_given_up() {
    let mut stage = Stage::new();
    let place = stage.place(Seat::Student, 1);
    stage.command(media::Command::Join(place));

    stage.run(Duration::from_secs(31));

    let last = stage.events.last().map(|(_, event)| event.news.clone());
    assert_eq!(last, Some(News::Failed(Failure::TimedOut)));
    assert_eq!(stage.shard.load(), 0);
}
