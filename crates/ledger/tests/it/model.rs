//! The rules of an account told a second time, without a database: what the real one is compared with.

use ledger::{Balance, BelowZero, Settlement};

/// Something done to one student's account; sessions by their place in a list.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Grant(i64),
    Add(i64),
    TakeBack(i64),
    Hold(usize),
    Settle(usize, Settlement),
    Charge(usize),
    Refund(usize),
    Switch(BelowZero),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// There was nothing to do, and nothing was done.
    Nothing,
    NotEnough {
        available: i64,
    },
    PaidBefore,
}

#[derive(Debug, Clone, Copy, Default)]
struct OfSession {
    was_held: bool,
    held: i64,
    used: i64,
}

impl OfSession {
    const fn is_paid(self) -> bool {
        self.held + self.used > 0
    }
}

#[derive(Debug, Default)]
pub struct Model {
    pub balance: Balance,
    pub entries: i64,
    floor: Option<i64>,
    sessions: [OfSession; 4],
}

impl Model {
    pub fn act(&mut self, act: Act) -> Answer {
        match act {
            Act::Grant(credits) | Act::Add(credits) => self.post(credits, 0),
            Act::TakeBack(credits) => self.post(-credits, 0),
            Act::Hold(session) => self.hold(session),
            Act::Settle(session, settlement) => self.settle(session, settlement),
            Act::Charge(session) if self.sessions[session].is_paid() => Answer::Nothing,
            Act::Charge(session) => self.use_one(session, -1),
            Act::Refund(session) if self.sessions[session].used == 0 => Answer::Nothing,
            Act::Refund(session) => self.use_one(session, 1),
            Act::Switch(below_zero) => {
                self.floor = (below_zero == BelowZero::Block).then_some(self.balance.available.min(0));
                Answer::Done
            }
        }
    }

    /// Credits that were used, over all sessions.
    pub fn used(&self) -> i64 {
        self.sessions.iter().map(|of| of.used).sum()
    }

    fn hold(&mut self, session: usize) -> Answer {
        if self.floor.is_some_and(|floor| self.balance.available - 1 < floor) {
            return Answer::NotEnough { available: self.balance.available };
        }
        if self.sessions[session].was_held || self.sessions[session].is_paid() {
            return Answer::PaidBefore;
        }
        self.sessions[session].was_held = true;
        self.sessions[session].held = 1;
        self.post(-1, 1)
    }

    fn settle(&mut self, session: usize, settlement: Settlement) -> Answer {
        if self.sessions[session].held == 0 {
            return Answer::Nothing;
        }
        self.sessions[session].held = 0;
        match settlement {
            Settlement::Consume => {
                self.sessions[session].used += 1;
                self.post(0, -1)
            }
            Settlement::Release => self.post(1, -1),
        }
    }

    fn use_one(&mut self, session: usize, available: i64) -> Answer {
        let answer = self.post(available, 0);
        if answer == Answer::Done {
            self.sessions[session].used -= available;
        }
        answer
    }

    fn post(&mut self, available: i64, held: i64) -> Answer {
        let left = self.balance.available + available;
        if available < 0 && self.floor.is_some_and(|floor| left < floor) {
            return Answer::NotEnough { available: self.balance.available };
        }
        self.balance = Balance { available: left, held: self.balance.held + held };
        self.floor = self.floor.map(|floor| floor.max(left.min(0)));
        self.entries += 1;
        Answer::Done
    }
}
