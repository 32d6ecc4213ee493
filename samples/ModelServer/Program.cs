using OpsFlow.Samples.ModelServer;

if (args.Length > 2 || args is ["-h" or "--help", ..])
{
    Console.Error.WriteLine("usage: OpsFlow.Samples.ModelServer [PORT [SCRIPT.json]]   (see script.json)");
    return 2;
}

var port = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 4100;
var script = args.Length > 1 ? ModelScript.Load(args[1]) : new ModelScript();
await using var server = await ModelServerHost.StartAsync(script, port);
Console.WriteLine($"Models at {server.Endpoint}; what was served at {new Uri(server.Endpoint, "/counts")}");
await server.StoppedAsync();
return 0;
