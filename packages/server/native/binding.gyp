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
    }
  ]
}
