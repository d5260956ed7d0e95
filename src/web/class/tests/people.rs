//! The people of a school: how they get in, by links and by single sign-on, and the class lists of the admin.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::http::{HeaderValue, Method, StatusCode, header};

use super::{Browser, HOST, School, now};
use crate::web::class::TrustedHeader;
use crate::web::http::Peer;
use crate::web::tests::Answered;
use sourcework_core::identity::{StudentId, StudentKey, text_hash};
use sourcework_core::staff::{Actor, Role, StaffCommand};
use sourcework_service::store::{InMemory, Preferences, Store};

/// What stands in a field of a page.
fn field<'p>(page: &'p str, id: &str) -> &'p str {
    let after = page
        .split(&format!("id=\"{id}\""))
        .nth(1)
        .unwrap_or_default();
    let tag = after.split('>').next().unwrap();
    let value = tag.split("value=\"").nth(1).unwrap_or_default();
    value.split('"').next().unwrap()
}

/// Adds somebody on the page, and the link that it shows.
fn add(school: &School, admin: &mut Browser, form: &str) -> String {
    let page = school.page(admin, "/teach/people");
    let next = page.split("name=\"next\" value=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap();
    let added = school.post(admin, "/teach/people", &format!("next={next}&{form}"));
    assert_eq!(added.status, StatusCode::OK, "{added:?}");
    field(&added.page, "link").replace("&amp;", "&")
}

/// The address of a link on the same host.
fn local(link: &str) -> String {
    link.strip_prefix(&format!("http://{HOST}"))
        .unwrap()
        .to_owned()
}

#[test]
fn the_admin_adds_a_teacher_whose_link_is_shown_once_and_works_once() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut admin = school.teacher();
    let link = add(&school, &mut admin, "name=Tess+%3Cb%3E&role=teacher&user=");
    let address = local(&link);
    let person = school.page(&mut admin, "/teach/people/2");
    let token = address.split("token=").nth(1).unwrap();
    assert!(!person.contains(token), "{person}");
    assert!(
        person.contains("A link waits to be opened until 11 October 2024"),
        "{person}"
    );
    // A program that looks at links in messages does not use it up.
    let mut scanner = Browser::default();
    for _ in 0..2 {
        let shown = school.get(&mut scanner, &address);
        assert!(shown.page.contains("Tess &lt;b&gt;"), "{shown:?}");
        assert_eq!(scanner.0, None);
    }
    let mut tess = Browser::default();
    let body = format!("token={token}");
    let entered = school.post(&mut tess, "/enter", &body);
    assert_eq!(entered.location, "/teach", "{entered:?}");
    assert!(school.page(&mut tess, "/").contains("Your classes"));
    // Sent twice, and opened by somebody else.
    assert_eq!(school.post(&mut tess, "/enter", &body).location, "/teach");
    let late = school.post(&mut scanner, "/enter", &body);
    assert_eq!(late.location, "/?again=link");
    assert_eq!(school.get(&mut scanner, &address).location, "/?again=link");
    assert!(
        school
            .page(&mut scanner, &late.location)
            .contains("used already")
    );
    // Signed out and removed, the browser is a stranger's.
    school.post(&mut admin, "/teach/people/2", "do=sign-out");
    assert_eq!(school.get(&mut tess, "/teach").location, "/");
    let again = school.post(&mut admin, "/teach/people/2", "do=link");
    let token = field(&again.page, "link")
        .split("token=")
        .nth(1)
        .unwrap()
        .to_owned();
    school.post(&mut tess, "/enter", &format!("token={token}"));
    assert_eq!(school.get(&mut tess, "/teach").status, StatusCode::OK);
    let removed = school.post(&mut admin, "/teach/people/2", "do=remove");
    assert_eq!(removed.location, "/teach/people");
    assert_eq!(school.get(&mut tess, "/teach").location, "/");
    assert_eq!(
        school.get(&mut admin, "/teach/people/2").status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn a_form_that_is_sent_twice_adds_one_person_and_a_wrong_one_is_shown_again() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut admin = school.teacher();
    for _ in 0..2 {
        school.post(
            &mut admin,
            "/teach/people",
            "next=2&name=Tess&role=teacher&user=tess",
        );
    }
    let people = school.class.classroom.with_staff(|it| it.people.len());
    assert_eq!(people, 2);
    let taken = "next=3&name=Tim&role=teacher&user=TESS";
    let wrong = school.post(&mut admin, "/teach/people", taken).page;
    assert!(
        wrong.contains("Somebody else has this user name."),
        "{wrong}"
    );
    assert_eq!(
        (field(&wrong, "name"), field(&wrong, "user")),
        ("Tim", "TESS")
    );
    let demoted = school.post(
        &mut admin,
        "/teach/people/1",
        "do=save&name=Head&user=&role=marker",
    );
    assert!(
        demoted.page.contains("This is the only admin"),
        "{demoted:?}"
    );
    let saved = school.post(
        &mut admin,
        "/teach/people/2",
        "do=save&name=Tim&user=tim&role=marker",
    );
    assert_eq!(saved.location, "/teach/people/2");
    school.class.classroom.with_staff(|staff| {
        let tim = staff.people.values().next_back().unwrap();
        assert_eq!(
            (tim.name.as_str(), tim.user.as_deref()),
            ("Tim", Some("tim"))
        );
        assert_eq!(tim.role, Role::Marker);
    });
}

#[test]
fn a_browser_that_an_earlier_version_knew_is_the_admins_until_it_is_signed_out() {
    let store = Arc::new(InMemory::default());
    let earlier = StudentKey {
        student: StudentId("teacher".to_owned()),
        ..StudentKey::default()
    };
    let keys = format!("{} {}", text_hash("other"), text_hash("laptop"));
    store.set(&earlier, "secret-keys", Some(&keys)).unwrap();
    let shared: Arc<dyn Store> = Arc::<InMemory>::clone(&store);
    let school = School::start(shared);
    let mut stranger = Browser(Some("stranger".to_owned()));
    assert_eq!(school.get(&mut stranger, "/teach").location, "/");
    let mut laptop = Browser(Some("laptop".to_owned()));
    assert!(school.page(&mut laptop, "/teach/people").contains("Admin"));
    assert!(store.settings(&earlier).unwrap().is_empty());
    let mut other = Browser(Some("other".to_owned()));
    school.post(&mut laptop, "/teach/people/1", "do=sign-out");
    for browser in [&mut laptop, &mut other] {
        assert_eq!(school.get(browser, "/teach").location, "/");
    }
    // The printed link opens the pages again, for the same person.
    let mut admin = school.teacher();
    assert_eq!(
        school.get(&mut admin, "/teach/people/1").status,
        StatusCode::OK
    );
    assert_eq!(school.class.classroom.with_staff(|it| it.people.len()), 1);
}

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// A school that believes a proxy.
fn with_proxy() -> School {
    let school = School::start_with(Arc::new(InMemory::default()), |settings| {
        settings.trusted = Some(TrustedHeader("x-forwarded-email".parse().unwrap()));
        settings.proxy = Some(PROXY);
    });
    for (name, role, user) in [
        ("Head", Role::Admin, "head@green.example"),
        ("Max", Role::Marker, "max@green.example"),
    ] {
        let add = StaffCommand::Add {
            name: name.to_owned(),
            role,
            user: user.to_owned(),
        };
        let classroom = &school.class.classroom;
        classroom
            .change_staff(Actor::Technician, &add, now())
            .unwrap();
    }
    school
}

/// What a request gets that comes from an address and says user names.
fn ask(school: &School, from: IpAddr, users: &[&str], method: Method, address: &str) -> Answered {
    let is_sent = method == Method::POST;
    let mut request = School::request(&Browser::default(), method, address, "");
    for user in users {
        let user = HeaderValue::from_str(user).unwrap();
        request.headers_mut().append("x-forwarded-email", user);
    }
    if is_sent {
        let origin = HeaderValue::from_str(&format!("http://{HOST}")).unwrap();
        request.headers_mut().insert(header::ORIGIN, origin);
    }
    request.extensions_mut().insert(Peer(from));
    school.send(&mut Browser::default(), request)
}

#[test]
fn the_proxy_of_the_school_says_who_somebody_is_and_nobody_else_does() {
    let school = with_proxy();
    let get = |from, user: &str, address| ask(&school, from, &[user], Method::GET, address);
    let people = get(PROXY, "HEAD@green.example", "/teach/people");
    assert_eq!(people.status, StatusCode::OK, "{people:?}");
    assert_eq!(people.cookie, None, "it takes no cookie");
    assert_eq!(get(PROXY, "max@green.example", "/").location, "/marking");
    assert_eq!(
        get(PROXY, "max@green.example", "/teach/people").location,
        "/"
    );
    // The same over IPv6, as a system that listens on both says it.
    let mapped = IpAddr::V6(Ipv4Addr::new(192, 0, 2, 1).to_ipv6_mapped());
    assert_eq!(
        get(mapped, "head@green.example", "/teach/people").status,
        StatusCode::OK
    );
    for other in [
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2)),
        IpAddr::V4(Ipv4Addr::LOCALHOST),
    ] {
        for address in ["/", "/teach/people", "/assets/style.css"] {
            let refused = get(other, "head@green.example", address);
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(
                refused.page.contains("does not come from the proxy"),
                "{refused:?}"
            );
        }
        // Pupils in the same network need no header.
        let plain = ask(&school, other, &[], Method::GET, "/");
        assert!(plain.page.contains("Join your class"), "{plain:?}");
    }
    let two = ask(
        &school,
        PROXY,
        &["head@green.example", "x"],
        Method::GET,
        "/teach/people",
    );
    assert_eq!(two.status, StatusCode::FORBIDDEN);
    let none = ask(&school, PROXY, &[""], Method::GET, "/");
    assert!(none.page.contains("Join your class"), "{none:?}");
}

#[test]
fn a_user_name_that_nobody_has_is_told_whom_to_ask_and_a_pupil_joins_all_the_same() {
    let school = with_proxy();
    let (_, code) = school.open(super::plan(
        sourcework_core::attempt::Mode::Practice,
        sourcework_core::sitting::Release::AtOnce,
    ));
    for address in ["/", "/teach", "/teach/people", "/marking"] {
        let unknown = ask(&school, PROXY, &["<eve>@x"], Method::GET, address);
        assert_eq!(unknown.status, StatusCode::FORBIDDEN, "{address}");
        assert!(unknown.page.contains("Ask the admin"), "{unknown:?}");
        assert!(unknown.page.contains("&lt;eve&gt;@x"), "{unknown:?}");
    }
    let join = format!("/join/{code}");
    let shown = ask(&school, PROXY, &["ada@green.example"], Method::GET, &join);
    assert_eq!(shown.status, StatusCode::OK);
    // The holder of the printed link gets in with it, to enter the first user names.
    let mut admin = Browser::default();
    for address in ["/enter?token=token", "/teach/people"] {
        let mut request = School::request(&admin, Method::GET, address, "");
        let user = HeaderValue::from_static("new@green.example");
        request.headers_mut().insert("x-forwarded-email", user);
        request.extensions_mut().insert(Peer(PROXY));
        let answered = school.send(&mut admin, request);
        assert!(
            answered.status.is_success() || answered.location == "/teach",
            "{answered:?}"
        );
    }
}

#[test]
fn a_form_with_a_user_name_must_say_which_page_it_comes_from() {
    let school = with_proxy();
    let address = "/teach/people/2";
    let post = |origin: Option<&'static str>| {
        let mut request = School::request(&Browser::default(), Method::POST, address, "do=remove");
        let user = HeaderValue::from_static("head@green.example");
        request.headers_mut().insert("x-forwarded-email", user);
        if let Some(origin) = origin {
            let origin = HeaderValue::from_static(origin);
            request.headers_mut().insert(header::ORIGIN, origin);
        }
        request.extensions_mut().insert(Peer(PROXY));
        school.send(&mut Browser::default(), request)
    };
    for origin in [None, Some("http://evil.example")] {
        assert_eq!(post(origin).status, StatusCode::FORBIDDEN);
    }
    assert_eq!(school.class.classroom.with_staff(|it| it.people.len()), 2);
    assert_eq!(
        post(Some("http://192.0.2.7:8080")).location,
        "/teach/people"
    );
    assert_eq!(school.class.classroom.with_staff(|it| it.people.len()), 1);
}

#[test]
fn a_class_list_fills_the_roster_of_the_teachers_who_teach_it() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut admin = school.teacher();
    let (tess, mut teacher) = school.person("Tess", Role::Teacher);
    let (_, mut other) = school.person("Omar", Role::Teacher);
    let saved = school.post(
        &mut admin,
        "/teach/lists",
        &format!("do=save&class=10b&pupils=Ada%0D%0ABen%0D%0A&teacher={tess}"),
    );
    assert_eq!(saved.location, "/teach/lists", "{saved:?}");
    let lists = school.page(&mut admin, "/teach/lists");
    assert!(
        lists.contains("10b") && lists.contains("2 pupils"),
        "{lists}"
    );
    let new = "/teach/new/letter-1-warm-up";
    let form = school.page(&mut teacher, new);
    assert!(
        form.contains("<option value=\"1\">10b (2 pupils)</option>"),
        "{form}"
    );
    assert!(!school.page(&mut other, new).contains("10b"));
    let only = form.split("name=\"only\" value=\"").nth(1).unwrap();
    let only = only.split('"').next().unwrap();
    let open = |browser: &mut Browser| {
        let body = format!("mode=practice&only={only}&list=1&roster=Cleo");
        let opened = school.post(browser, new, &body);
        let id = opened.location.rsplit('/').next().unwrap().parse().unwrap();
        let plan = school.class.classroom.with(id, |it| it.plan.clone());
        plan.unwrap()
    };
    let plan = open(&mut teacher);
    assert_eq!(plan.roster, ["Ada", "Ben", "Cleo"]);
    assert_eq!(plan.owner.unwrap().person, tess);
    assert_eq!(
        open(&mut other).roster,
        ["Cleo"],
        "a list of others is not given away"
    );
    // Changed and removed.
    let changed = "do=save&class=10b&pupils=Ada%0ABen%0ADan";
    let changed = school.post(&mut admin, "/teach/lists/1", changed);
    assert_eq!(changed.location, "/teach/lists");
    let page = school.page(&mut admin, "/teach/lists/1");
    assert!(page.contains("Ada\nBen\nDan"), "{page}");
    let wrong = school.post(&mut admin, "/teach/lists/1", "do=save&class=&pupils=Ada");
    assert!(
        wrong.page.contains("A name has 1 to 60 characters."),
        "{wrong:?}"
    );
    school.post(&mut admin, "/teach/lists/1", "do=remove");
    assert_eq!(
        school.get(&mut admin, "/teach/lists/1").status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn a_table_of_a_school_makes_all_its_lists_or_none() {
    let school = School::start(Arc::new(InMemory::default()));
    let mut admin = school.teacher();
    let lists = || -> Vec<(String, usize)> {
        school.class.classroom.with_staff(|staff| {
            let lists = staff.lists.values();
            lists.map(|it| (it.name.clone(), it.pupils.len())).collect()
        })
    };
    let wrong = "do=save&class=&pupils=class%2Cname%0A10b%2CAda%0A10b%2CAda%0A";
    let refused = school.post(&mut admin, "/teach/lists", wrong).page;
    assert!(refused.contains("line 3: Ada is in 10b twice"), "{refused}");
    assert!(
        refused.contains("10b,Ada"),
        "what was typed is still there: {refused}"
    );
    assert!(lists().is_empty());
    let nameless = school.post(&mut admin, "/teach/lists", "do=save&class=&pupils=Ada");
    assert!(
        nameless.page.contains("give the name of the class"),
        "{nameless:?}"
    );
    let table =
        "do=save&class=&pupils=class%2Cname%2Cteacher%0A10b%2CAda%2Ctess%0A9a%2CZoe%2Ctess%0A";
    let taken = school.post(&mut admin, "/teach/lists", table).page;
    assert!(taken.contains("Teacher added: tess (tess)"), "{taken}");
    assert!(taken.contains("10b: a new list with 1 pupil"), "{taken}");
    assert_eq!(lists(), [("10b".to_owned(), 1), ("9a".to_owned(), 1)]);
}
