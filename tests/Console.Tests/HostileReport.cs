namespace OpsFlow.Console.Tests;

/// <summary>A report whose every text means harm.</summary>
internal static class HostileReport
{
    public const string Script = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>";

    public static JsonObject Create(string server)
    {
        var texts = $"{Script}\u001b[31mred\u001b[0m\u202eevil\u202c{{{{1+1}}}}javascript:window.harmed=1";
        return new JsonObject
        {
            ["serverName"] = server,
            ["serverIp"] = "127.0.0.1",
            ["errorType"] = $"{Script}Exception",
            ["message"] = texts,
            ["requestMethod"] = "GET",
            ["requestUrl"] = $"javascript:window.harmed=1//{Script}",
            ["environment"] = texts,
            ["traceId"] = texts,
            ["tags"] = new JsonObject { [Script] = texts },
            // One line that is as long as a whole report may be, or nearly.
            ["stackTrace"] =
                $"{Script}Exception: {texts}\n   at {new string('x', 900_000)}.Run() in /app/{Script}.cs:line 1",
        };
    }
}
