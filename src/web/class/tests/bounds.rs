//! What keeps a class going: room on the disk, bounds on what one browser asks for, and what is kept how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use tower::ServiceExt;

use super::{Browser, School, now, plan};
use crate::web::class::AT_ONCE;
use sourcework_core::attempt::Mode;
use sourcework_core::sitting::{Release, SittingPhase};
use sourcework_service::store::InMemory;

const MEGABYTE: u64 = 1024 * 1024;

#[test]
fn without_room_on_the_disk_no_sitting_is_opened_and_clocks_stop_in_time() {
    static ROOM: AtomicU64 = AtomicU64::new(199 * MEGABYTE);
    let school = School::start_with(Arc::new(InMemory::default()), |settings| {
        settings.room = Box::new(|| Some(ROOM.load(Ordering::Relaxed)));
    });
    let mut teacher = school.teacher();
    let new = "/teach/new/letter-1-warm-up";
    let form = school.page(&mut teacher, new);
    let ids = form.split("name=\"only\" value=\"").skip(1);
    let only: Vec<String> = ids
        .map(|it| format!("only={}", it.split('"').next().unwrap()))
        .collect();
    let body = format!("mode=exam&minutes=20&{}", only.join("&"));
    let refused = school.post(&mut teacher, new, &body);
    assert_eq!(refused.location, format!("{new}?again=room#complaint"));
    let page = school.page(&mut teacher, &refused.location);
    assert!(page.contains("less than 200 MB"), "{page}");
    ROOM.store(200 * MEGABYTE, Ordering::Relaxed);
    let opened = school.post(&mut teacher, new, &body);
    let board = opened.location;
    let all = school.class.classroom.all(|it| (it.id, it.code.clone()));
    let (sitting, code) = all[0].clone();
    let mut ada = school.join(code.as_str(), "Ada");
    let attempt = school.begin(&mut ada);
    school.class.tend();
    let phase = || {
        school
            .class
            .classroom
            .with(sitting, |it| it.phase(now()))
            .unwrap()
    };
    assert_eq!(phase(), SittingPhase::Open);
    // The disk fills up: all clocks stop while that can still be kept, and pupils are told.
    ROOM.store(49 * MEGABYTE, Ordering::Relaxed);
    school.class.tend();
    assert_eq!(phase(), SittingPhase::Paused);
    assert!(
        school
            .page(&mut teacher, &board)
            .contains("disk of this machine is nearly full")
    );
    let sent = school.choose(&mut ada, &attempt, 1, 0);
    assert!(sent.page.contains("stopped the clock"), "{sent:?}");
    school.post(&mut teacher, &board, "do=go-on");
    assert_eq!(phase(), SittingPhase::Paused, "not before there is room");
    ROOM.store(60 * MEGABYTE, Ordering::Relaxed);
    school.post(&mut teacher, &board, "do=go-on");
    school.class.tend();
    assert_eq!(phase(), SittingPhase::Open);
}

#[test]
fn requests_of_one_seat_wait_for_each_other_and_for_nobody_else() {
    let school = School::start(Arc::new(InMemory::default()));
    let (_, code) = school.open(plan(Mode::Practice, Release::AtOnce));
    let ada = school.join(&code, "Ada");
    let ben = school.join(&code, "Ben");
    school.runtime.block_on(async {
        let mut under_way = Vec::new();
        for _ in 0..AT_ONCE {
            under_way.push(school.class.wait_for_own(ada.0.as_deref()).await.unwrap());
        }
        let ask = |browser: &Browser| {
            let request = School::request(browser, Method::GET, "/seat", "");
            let answered = school.router.clone().oneshot(request);
            tokio::time::timeout(Duration::from_millis(300), answered)
        };
        assert!(ask(&ada).await.is_err(), "Ada's own requests come first");
        assert_eq!(ask(&ben).await.unwrap().unwrap().status(), StatusCode::OK);
        under_way.pop();
        assert_eq!(ask(&ada).await.unwrap().unwrap().status(), StatusCode::OK);
    });
}

#[test]
fn a_sitting_is_erased_so_many_days_after_it_ended_and_an_open_one_never() {
    let store: Arc<InMemory> = Arc::default();
    let school = School::start_with(store, |settings| settings.keep_days = Some(30));
    let classroom = &school.class.classroom;
    let day = jiff::SignedDuration::from_hours(24);
    let (closed, _) = school.open(plan(Mode::Practice, Release::AtOnce));
    classroom.close(closed, now()).unwrap();
    let mut homework = plan(Mode::Practice, Release::AtOnce);
    homework.until = Some(now() - day * 31);
    let (over, _) = school.open(homework);
    let (open, _) = school.open(plan(Mode::Practice, Release::AtOnce));
    school.class.tend();
    let mut left = classroom.all(|it| it.id);
    let mut expected = vec![closed, open];
    left.sort();
    expected.sort();
    assert_eq!(left, expected, "{over} is gone");
    // What was closed is kept for thirty days, counted from the moment at which it was closed.
    let ended = classroom
        .with(closed, |it| it.ended(now()))
        .unwrap()
        .unwrap();
    classroom.erase_older(30, ended + day * 30).unwrap();
    assert!(classroom.all(|it| it.id).contains(&closed));
    let later = ended + day * 30 + jiff::SignedDuration::from_secs(1);
    classroom.erase_older(30, later).unwrap();
    assert_eq!(classroom.all(|it| it.id), [open]);
}

#[test]
fn over_an_encrypted_connection_cookies_are_sent_over_no_other() {
    for (is_encrypted, ending) in [(true, "; Secure"), (false, "; HttpOnly")] {
        let school = School::start_with(Arc::new(InMemory::default()), |settings| {
            settings.is_encrypted = is_encrypted;
        });
        let mut browser = Browser::default();
        let request = School::request(&browser, Method::GET, "/enter?token=token", "");
        let entered = school.send(&mut browser, request);
        let cookie = entered.cookie.unwrap();
        assert!(cookie.ends_with(ending), "{cookie}");
    }
}
