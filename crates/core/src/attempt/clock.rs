//! The time of an exam: its limit, extra time and pauses.

use jiff::{SignedDuration, Timestamp};

/// How much time there is and how much of it has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When it began to run; `None` before.
    began: Option<Timestamp>,
    /// The time there is, without pauses.
    allowed: SignedDuration,
    /// How long all pauses that are over have lasted.
    paused: SignedDuration,
    paused_since: Option<Timestamp>,
}

/// The seconds of a limit with extra time, which is given in per cent of the limit and rounded up.
pub fn with_extra_time(seconds: u32, per_cent: u32) -> u32 {
    let extra = (u64::from(seconds) * u64::from(per_cent)).div_ceil(100);
    u32::try_from(u64::from(seconds) + extra).unwrap_or(u32::MAX)
}

impl Clock {
    /// A clock of so many seconds that runs from then on; from [`Self::begin`] where no moment is given.
    pub fn new(seconds: u32, began: Option<Timestamp>) -> Self {
        Self {
            began,
            allowed: SignedDuration::from_secs(i64::from(seconds)),
            paused: SignedDuration::ZERO,
            paused_since: None,
        }
    }

    /// Lets the clock begin to run. Pauses before that take nothing from the time.
    pub fn begin(&mut self, now: Timestamp) {
        self.began = Some(now);
        self.paused = SignedDuration::ZERO;
    }

    /// What is left of the time; never negative.
    pub fn left(&self, now: Timestamp) -> SignedDuration {
        let Some(began) = self.began else {
            return self.allowed;
        };
        let until = self.paused_since.unwrap_or(now).max(began);
        let passed = until.duration_since(began).saturating_sub(self.paused);
        let left = self.allowed.saturating_sub(passed);
        left.max(SignedDuration::ZERO)
    }

    /// Whether the time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.left(now).is_zero()
    }

    /// The last moment at which something counts; `None` while the clock stands still, or has
    /// not begun.
    pub fn last_moment(&self) -> Option<Timestamp> {
        let end = self.began? + self.allowed.saturating_add(self.paused);
        self.paused_since
            .is_none()
            .then(|| end - SignedDuration::from_millis(1))
    }

    /// Whether the clock stands still.
    pub fn is_paused(&self) -> bool {
        self.paused_since.is_some()
    }

    /// Stops the clock.
    pub fn pause(&mut self, now: Timestamp) {
        self.paused_since = self.paused_since.or(Some(now));
    }

    /// Lets the clock go on.
    pub fn go_on(&mut self, now: Timestamp) {
        if let Some(since) = self.paused_since.take() {
            let pause = now.duration_since(since).max(SignedDuration::ZERO);
            self.paused = self.paused.saturating_add(pause);
        }
    }

    /// Gives more time.
    pub fn add(&mut self, seconds: u32) {
        let more = SignedDuration::from_secs(i64::from(seconds));
        self.allowed = self.allowed.saturating_add(more);
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Clock, with_extra_time};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000 + second).unwrap()
    }

    #[test]
    fn a_clock_that_has_not_begun_loses_no_time() {
        let mut clock = Clock::new(60, None);
        assert!(!clock.is_over(at(500)));
        assert_eq!(clock.last_moment(), None);
        clock.pause(at(500));
        clock.go_on(at(520));
        clock.begin(at(600));
        assert_eq!(clock.left(at(659)), SignedDuration::from_secs(1));
        assert!(clock.is_over(at(660)));
    }

    #[test]
    fn pauses_and_added_time_move_the_end() {
        let mut clock = Clock::new(60, Some(at(0)));
        assert_eq!(clock.left(at(20)), SignedDuration::from_secs(40));
        clock.pause(at(20));
        assert_eq!(clock.left(at(500)), SignedDuration::from_secs(40));
        clock.go_on(at(120));
        assert_eq!(clock.left(at(130)), SignedDuration::from_secs(30));
        clock.add(30);
        assert_eq!(clock.left(at(130)), SignedDuration::from_secs(60));
        assert!(!clock.is_over(at(189)));
        assert!(clock.is_over(at(190)));
        // A clock that was set back gives nobody more time than there was.
        assert_eq!(
            Clock::new(60, Some(at(0))).left(at(-50)),
            SignedDuration::from_secs(60)
        );
    }

    #[test]
    fn extra_time_is_rounded_up() {
        assert_eq!(with_extra_time(25 * 60, 25), 1875);
        assert_eq!(with_extra_time(61, 10), 68);
        assert_eq!(with_extra_time(u32::MAX, 100), u32::MAX);
    }
}
