//! Several schools served by one program: the name of the host says whose pages are asked for, so that browsers keep
//! the schools apart as they do with any two sites.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use super::call::Failure;
use super::class::{self, Class};
use super::http::protected;
use super::operation::{Operation, watched_by};
use sourcework_core::identity::SchoolId;
use sourcework_service::store::{Store, StoreError};

/// Makes the pages of a school.
type Make = Box<dyn Fn(&SchoolId) -> Result<Class, StoreError> + Send + Sync>;

/// The schools that a program serves. The pages of each are made when they are asked for first.
pub struct Schools {
    /// What stands after the name of the school and a dot in the name of the host.
    domain: String,
    store: Arc<dyn Store>,
    make: Make,
    operation: Option<Arc<Operation>>,
    open: Mutex<HashMap<SchoolId, Open>>,
    /// How often the schools were looked after.
    turn: AtomicU32,
    /// What is answered where the name of the host stands for no school.
    nowhere: Router,
    /// What is answered where the record does not say whether there is such a school.
    unknown: Router,
}

/// So many turns of five seconds are an hour.
const TURNS_FOR_ALL: u32 = 720;

/// A school whose pages were asked for.
#[derive(Clone)]
struct Open {
    class: Arc<Class>,
    router: Router,
}

impl Schools {
    /// The schools of a record, each at its name before the domain.
    pub fn new(
        domain: String,
        store: Arc<dyn Store>,
        make: Make,
        operation: Option<Arc<Operation>>,
    ) -> Self {
        let watched = |pages| watched_by(operation.as_ref(), pages);
        Self {
            nowhere: watched(Router::new().fallback(nowhere)),
            unknown: watched(Router::new().fallback(unknown)),
            domain,
            store,
            make,
            operation,
            open: Mutex::default(),
            turn: AtomicU32::new(1),
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<SchoolId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The school that the name of a host stands for.
    fn of_host(&self, host: &str) -> Option<SchoolId> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.to_ascii_lowercase();
        let school = name.strip_suffix(&self.domain)?.strip_suffix('.')?;
        school.parse().ok()
    }

    /// The pages of a school that were made before.
    fn made(&self, school: &SchoolId) -> Option<Open> {
        self.open().get(school).cloned()
    }

    /// The pages of a school; `None` where the record does not have it.
    fn school(&self, school: &SchoolId) -> Result<Option<Open>, StoreError> {
        if let Some(open) = self.made(school) {
            return Ok(Some(open));
        }
        if self.store.school(school)?.is_none() {
            return Ok(None);
        }
        let class = Arc::new((self.make)(school)?);
        let router = watched_by(self.operation.as_ref(), class::router(&class));
        let made = Open { class, router };
        // Another thread may have made them meanwhile: then those are the ones.
        let mut open = self.open();
        Ok(Some(open.entry(school.clone()).or_insert(made).clone()))
    }

    /// What is to be done every few seconds in each school, as in [`Class::tend`]; also in those for which nobody has
    /// asked this program, but which have pupils at work; and once an hour in all, for what has been kept long enough.
    pub fn tend(&self) {
        let is_for_all = self
            .turn
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(TURNS_FOR_ALL);
        for school in self.store.schools().unwrap_or_default() {
            let is_at_work = || {
                let open = self.store.students_with_open(&school);
                open.is_ok_and(|open| !open.is_empty())
            };
            if is_for_all || self.open().contains_key(&school) || is_at_work() {
                // Without the record nothing can be done; it is tried again the next time.
                if let Ok(Some(open)) = self.school(&school) {
                    open.class.tend();
                }
            }
        }
    }

    /// The pages of all schools.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(Arc::clone(self))
    }
}

/// Answers as the school does that the name of the host stands for.
async fn answer(State(schools): State<Arc<Schools>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST);
    let school = host.and_then(|host| schools.of_host(host.to_str().ok()?));
    let asked = Arc::clone(&schools);
    let made = school.as_ref().and_then(|school| schools.made(school));
    let found = match school {
        None => Ok(None),
        Some(_) if made.is_some() => Ok(made),
        // Only this asks the record, which takes a thread.
        Some(school) => {
            let found = tokio::task::spawn_blocking(move || asked.school(&school)).await;
            found.unwrap_or(Err(StoreError::Overtaken))
        }
    };
    let router = match found {
        Ok(Some(open)) => open.router,
        Ok(None) => schools.nowhere.clone(),
        Err(_) => schools.unknown.clone(),
    };
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn nowhere() -> Response {
    let words =
        "There is no school at this address. Look at the address that your teacher has given you.";
    protected((StatusCode::NOT_FOUND, words).into_response())
}

async fn unknown() -> Response {
    let words = "The server cannot be reached in full at this moment. Load the page again; an answer that you were just giving is not kept: give it again.";
    let failure = Failure {
        what: "the schools could not be read",
        is_of_record: true,
    };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    response.extensions_mut().insert(failure);
    protected(response)
}
