//! The people of the school: the admin adds them, gives them links and roles, and removes them.

use super::member::Member;
use super::place::moment;
use super::{Class, people_page, sentence};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::identity::PersonId;
use sourcework_core::staff::{
    Person, Role, Staff, StaffAction, StaffCommand, StaffEvent, StaffRefusal,
};
use sourcework_core::words::counted;
use sourcework_html::pages::class::people::{
    PersonLine, PersonPage, Typed, people, person as person_sheet,
};
use sourcework_service::classroom::ClassroomError;

/// The address of everybody.
const PEOPLE: &str = "/teach/people";

fn address(person: PersonId) -> String {
    format!("{PEOPLE}/{person}")
}

/// Everybody, and the form that adds somebody.
pub fn show(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    Ok(list(class, call, &Typed::default(), None))
}

fn list(class: &Class, call: &Call, typed: &Typed<'_>, wrong: Option<&str>) -> Reply {
    let body = class.classroom.with_staff(|staff| {
        let lines = staff.people.iter().map(|(id, person)| PersonLine {
            address: address(*id),
            name: person.name.clone(),
            role: person.role,
            about: way_in(class, person),
        });
        people(
            &lines.collect::<Vec<_>>(),
            staff.next_person().0,
            typed,
            wrong,
        )
    });
    people_page("People", call, &body)
}

/// How somebody gets in, in words.
fn way_in(class: &Class, person: &Person) -> String {
    let mut ways = Vec::new();
    if let Some(user) = &person.user {
        ways.push(format!("single sign-on as {user}"));
    }
    match person.browsers.len() {
        0 => {}
        browsers => ways.push(counted(browsers, "browser")),
    }
    if person.link.is_some_and(|link| link.works(class.now())) {
        ways.push("a link waits to be opened".to_owned());
    }
    match ways.is_empty() {
        true => "no way in yet: make a link".to_owned(),
        false => ways.join(", "),
    }
}

/// Adds somebody, and shows their link.
pub fn add(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let form = &call.form;
    let typed = Typed {
        name: form.text("name"),
        role: form.text("role"),
        user: form.text("user"),
    };
    let person = class.classroom.with_staff(Staff::next_person);
    if form.number("next") != Some(person.0) {
        let words = "Somebody was added since this page was shown. Look at the list above, and send the form again if it is still needed.";
        return Ok(list(class, call, &typed, Some(words)));
    }
    let command = StaffCommand::Add {
        name: typed.name.to_owned(),
        role: Role::of_word(typed.role).unwrap_or(Role::Marker),
        user: typed.user.to_owned(),
    };
    let added = class
        .classroom
        .change_staff(member.actor(), &command, class.now());
    // Somebody else may have been added at the same moment: the event says who this is.
    let person = added
        .as_ref()
        .ok()
        .and_then(|events| events.iter().find_map(who_was_added));
    match (refused(added)?, person) {
        (Some(why), _) => Ok(list(class, call, &typed, Some(&sentence(&why)))),
        (None, Some(person)) => linked(class, member, call, person),
        (None, None) => Ok(Reply::SeeOther(PEOPLE.to_owned())),
    }
}

/// Who was added, where that is what has happened.
fn who_was_added(event: &StaffEvent) -> Option<PersonId> {
    match event.action {
        StaffAction::PersonAdded { person, .. } => Some(person),
        _ => None,
    }
}

/// What was refused, in words for the page; other errors are problems.
fn refused<T>(done: Result<T, ClassroomError>) -> Result<Option<StaffRefusal>, Problem> {
    match done {
        Ok(_) => Ok(None),
        Err(ClassroomError::StaffRefused(StaffRefusal::NoPerson | StaffRefusal::NoList)) => {
            Err(Problem::NotFound)
        }
        Err(ClassroomError::StaffRefused(why)) => Ok(Some(why)),
        Err(error) => Err(error.into()),
    }
}

/// The person of an address.
fn person_of(call: &Call) -> Result<PersonId, Problem> {
    call.number(0).map(PersonId)
}

/// A person.
pub fn show_person(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    shown(class, call, person_of(call)?, None, None)
}

fn shown(
    class: &Class,
    call: &Call,
    id: PersonId,
    link: Option<&str>,
    wrong: Option<&str>,
) -> Result<Reply, Problem> {
    let person = class
        .classroom
        .with_staff(|staff| staff.people.get(&id).cloned());
    let person = person.ok_or(Problem::NotFound)?;
    let works = person.link.filter(|link| link.works(class.now()));
    let until = works.map(|link| match link.until {
        Some(until) => moment(class, until),
        None => "it is used".to_owned(),
    });
    let body = person_sheet(&PersonPage {
        address: &address(id),
        name: &person.name,
        role: person.role,
        user: person.user.as_deref().unwrap_or_default(),
        browsers: person.browsers.len(),
        waiting: until.as_deref(),
        link: link.zip(until.as_deref()),
        complaint: wrong,
    });
    Ok(people_page(&person.name, call, &body))
}

/// Makes a link for somebody, and shows it: the only time that it is seen.
fn linked(class: &Class, member: &Member, call: &Call, person: PersonId) -> Result<Reply, Problem> {
    let token = class
        .classroom
        .make_link(member.actor(), person, class.now())?;
    let place = class.settings.places.first().map_or("", String::as_str);
    let link = format!("{place}/enter?token={token}");
    shown(class, call, person, Some(&link), None)
}

/// Does what the admin asks for a person.
pub fn act(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let person = person_of(call)?;
    let form = &call.form;
    let commands = match form.text("do") {
        "link" => return linked(class, member, call, person),
        "sign-out" => vec![StaffCommand::SignOut { person }],
        "remove" => vec![StaffCommand::Remove { person }],
        "save" => vec![
            StaffCommand::Rename {
                person,
                name: form.text("name").to_owned(),
            },
            StaffCommand::NameUser {
                person,
                user: form.text("user").to_owned(),
            },
            // Last, because it may be one's own.
            StaffCommand::ChangeRole {
                person,
                role: Role::of_word(form.text("role"))
                    .ok_or(Problem::BadRequest("The form is not one of this page."))?,
            },
        ],
        _ => return Err(Problem::BadRequest("The form is not one of this page.")),
    };
    for command in commands {
        let done = class
            .classroom
            .change_staff(member.actor(), &command, class.now());
        if let Some(why) = refused(done)? {
            return shown(class, call, person, None, Some(&sentence(&why)));
        }
    }
    Ok(Reply::SeeOther(match form.text("do") {
        "remove" => PEOPLE.to_owned(),
        _ => address(person),
    }))
}
