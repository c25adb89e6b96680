{
  "targets": [
    {
      "target_name": "cipher",
      "sources": ["cipher.c"],
      "cflags": ["-Wall", "-Wextra", "-fvisibility=hidden"],
      "conditions": [
        # A function of OpenSSL that this Node does not have fails the loading, and not the first call.
        ["OS == 'linux'", { "ldflags": ["-Wl,-z,now"] }]
      ]
    },
    {
      "target_name": "digest",
      "sources": ["digest.c"],
      "cflags": ["-Wall", "-Wextra", "-fvisibility=hidden"],
      "conditions": [
        # A function of OpenSSL that this Node does not have fails the loading, and not the first call.
        ["OS == 'linux'", { "ldflags": ["-Wl,-z,now"] }]
      ]
    }
  ],
  "conditions": [
    [
      # The files of stores are watched by way of SQLite's methods for files of Unix.
      "OS != 'win'",
      {
        "targets": [
          {
            "target_name": "pages",
            "sources": ["pages.c", "pages-vfs.c", "pages-map.c", "pages-file.c", "pages-log.c"],
            "include_dirs": [
              "<!(node -p \"require('path').join(require.resolve('better-sqlite3-multiple-ciphers/package.json'), '../deps/sqlite3')\")"
            ],
            "cflags": ["-Wall", "-Wextra", "-fvisibility=hidden"],
            "conditions": [["OS == 'linux'", { "ldflags": ["-Wl,-z,now"] }]]
          }
        ]
      }
    ]
  ]
}
