//! The program: settings, sockets, worker, dashboard and commands around the areas of the product.

pub mod admin;
pub mod areas;
pub mod check;
pub mod clock;
pub mod dashboard;
pub mod data_dir;
pub mod demo;
pub mod net;
pub mod serve;
pub mod settings;
mod tls;

/// Many threads that hand each other small things: the system's allocator keeps an arena for each of them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
