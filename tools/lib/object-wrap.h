/*
 * Included before everything else when the addon of SQLite is compiled. In the headers of Node 24.19 and later
 * node::ObjectWrap registers a hook for the end of the process, and removes it where there is no context: the
 * server then aborts at a collection of garbage (nodejs/node#65446). Here it registers none, as before.
 */
#include <node.h>
namespace node {
static inline void NoCleanupHook(v8::Isolate*, void (*)(void*), void*) {}
}  // namespace node
#define AddEnvironmentCleanupHook NoCleanupHook
#define RemoveEnvironmentCleanupHook NoCleanupHook
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
