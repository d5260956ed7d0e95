//! The class lists of the school: the admin pastes names, or a table of a whole school.

use super::member::Member;
use super::{Class, people_page, sentence};
use crate::web::call::{Call, Problem, Reply};
use sourcework_core::identity::PersonId;
use sourcework_core::staff::{ClassList, ListId, Role, RosterChange, Staff, StaffCommand};
use sourcework_exchange::register::{self, Register};
use sourcework_html::pages::class::lists::{ListForm, ListLine, list as list_sheet, lists};
use sourcework_html::pages::fields::Fields;
use sourcework_service::classroom::ClassroomError;

/// The address of all class lists.
const LISTS: &str = "/teach/lists";

fn address(list: ListId) -> String {
    format!("{LISTS}/{list}")
}

/// All class lists, and the form for a new one.
pub fn show(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    Ok(all(class, call, &Fields::default(), Vec::new(), &[]))
}

fn all(
    class: &Class,
    call: &Call,
    typed: &Fields,
    complaints: Vec<String>,
    done: &[String],
) -> Reply {
    let body = class.classroom.with_staff(|staff| {
        let lines = staff.lists.iter().map(|(id, list)| ListLine {
            address: address(*id),
            name: list.name.clone(),
            pupils: list.pupils.len(),
            teachers: list
                .teachers
                .iter()
                .filter_map(|teacher| Some(staff.people.get(teacher)?.name.clone()))
                .collect(),
        });
        let form = ListForm {
            address: LISTS,
            name: typed.text("class"),
            pupils: typed.text("pupils"),
            teachers: teachers(staff, &ticked(typed)),
            complaints,
        };
        lists(&lines.collect::<Vec<_>>(), &form, done)
    });
    people_page("Class lists", call, &body)
}

/// Those who can teach a class, and whether they do.
fn teachers(staff: &Staff, ticked: &[PersonId]) -> Vec<(u32, String, bool)> {
    let people = staff.people.iter();
    let teach = people.filter(|(_, person)| person.role != Role::Marker);
    teach
        .map(|(id, person)| (id.0, person.name.clone(), ticked.contains(id)))
        .collect()
}

fn ticked(form: &Fields) -> Vec<PersonId> {
    let numbers = form.all("teacher").filter_map(|it| it.parse().ok());
    numbers.map(PersonId).collect()
}

/// Makes a new class list, or those of a table.
pub fn add(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let form = &call.form;
    let text = form.text("pupils");
    let again = |complaints| Ok(all(class, call, form, complaints, &[]));
    let read = register::of_table(text.as_bytes(), form.text("class"));
    let Register { roster, notes } = match read {
        Ok(read) => read,
        Err(note) => return again(vec![note.to_string()]),
    };
    // Nothing is taken where something of it cannot be.
    if !notes.is_empty() {
        return again(notes.iter().map(ToString::to_string).collect());
    }
    if let [only] = &roster.classes[..]
        && !form.text("class").trim().is_empty()
        && only.teachers.is_none()
    {
        let command = StaffCommand::SaveList {
            list: None,
            name: only.name.clone(),
            pupils: only.pupils.clone(),
            teachers: ticked(form),
        };
        return match save(class, member, &command)? {
            Some(why) => again(vec![why]),
            None => Ok(Reply::SeeOther(LISTS.to_owned())),
        };
    }
    let changes = match class
        .classroom
        .take_roster(member.actor(), &roster, class.now())
    {
        Err(ClassroomError::StaffRefused(why)) => {
            return again(vec![sentence(&why)]);
        }
        changes => changes?,
    };
    let named = |change: &&RosterChange| !matches!(change, RosterChange::NotNamed(_));
    let done: Vec<String> = changes
        .iter()
        .filter(named)
        .map(ToString::to_string)
        .collect();
    Ok(all(class, call, &Fields::default(), Vec::new(), &done))
}

/// Saves a list; why it was refused, in words.
fn save(class: &Class, member: &Member, command: &StaffCommand) -> Result<Option<String>, Problem> {
    let done = class
        .classroom
        .change_staff(member.actor(), command, class.now());
    match done {
        Ok(_) => Ok(None),
        Err(ClassroomError::StaffRefused(why)) => Ok(Some(sentence(&why))),
        Err(error) => Err(error.into()),
    }
}

/// The class list of an address.
fn list_of(class: &Class, call: &Call) -> Result<(ListId, ClassList), Problem> {
    let id = ListId(call.number(0)?);
    let list = class
        .classroom
        .with_staff(|staff| staff.lists.get(&id).cloned());
    Ok((id, list.ok_or(Problem::NotFound)?))
}

/// A class list.
pub fn show_list(class: &Class, _: &Member, call: &Call) -> Result<Reply, Problem> {
    let (id, list) = list_of(class, call)?;
    let pupils = list.pupils.join("\n");
    let chosen = (list.name.as_str(), pupils.as_str(), &list.teachers[..]);
    Ok(shown(class, call, id, chosen, Vec::new()))
}

fn shown(
    class: &Class,
    call: &Call,
    id: ListId,
    (name, pupils, chosen): (&str, &str, &[PersonId]),
    complaints: Vec<String>,
) -> Reply {
    let body = list_sheet(&ListForm {
        address: &address(id),
        name,
        pupils,
        teachers: class.classroom.with_staff(|staff| teachers(staff, chosen)),
        complaints,
    });
    people_page(name, call, &body)
}

/// Changes or removes a class list.
pub fn act(class: &Class, member: &Member, call: &Call) -> Result<Reply, Problem> {
    let (id, _) = list_of(class, call)?;
    let form = &call.form;
    let (name, text) = (form.text("class"), form.text("pupils"));
    let command = match form.text("do") {
        "remove" => StaffCommand::RemoveList { list: id },
        "save" => StaffCommand::SaveList {
            list: Some(id),
            name: name.to_owned(),
            pupils: text.lines().map(str::to_owned).collect(),
            teachers: ticked(form),
        },
        _ => return Err(Problem::BadRequest("The form is not one of this page.")),
    };
    Ok(match save(class, member, &command)? {
        None => Reply::SeeOther(LISTS.to_owned()),
        Some(why) => shown(class, call, id, (name, text, &ticked(form)), vec![why]),
    })
}
