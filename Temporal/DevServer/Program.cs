// The host is built up by the server's own options; see DevServerOptions.
return 0;
