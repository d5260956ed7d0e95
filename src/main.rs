//! The `sourcework` program.

mod cli;
mod interrupts;
mod screen;
mod terminal;
mod web;

fn main() -> std::process::ExitCode {
    let code = cli::run();
    screen::close();
    code
}
