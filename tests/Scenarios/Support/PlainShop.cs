namespace OpsFlow.Scenarios.Support;

/// <summary>A report of the same error again and again, for a server without chat and with a plain remote.</summary>
public static class PlainShop
{
    public static async Task<JsonObject> RegisterAsync(OpsFlowApi api, string folder, string name, string? token = null)
    {
        var remote = await GitRemote.CreateAsync(folder, ShopProject.Files);
        await api.RegisterAsync(new JsonObject
        {
            ["name"] = name,
            ["hosts"] = new JsonArray("127.0.0.1"),
            ["repositoryUrl"] = remote.Url,
            ["branch"] = "main",
            ["approvers"] = new JsonArray("U1"),
            ["language"] = "python",
            ["token"] = token,
        });
        return new JsonObject
        {
            ["serverName"] = name,
            ["serverIp"] = "127.0.0.1",
            ["errorType"] = "RuntimeError",
            ["message"] = "dictionary changed size during iteration",
            ["stackTrace"] = """
                Traceback (most recent call last):
                  File "/app/app.py", line 3, in <module>
                    drop_sold_out({"tea": 0, "rice": 3})
                  File "/app/shop/figures.py", line 3, in drop_sold_out
                    for name in stock:
                RuntimeError: dictionary changed size during iteration
                """,
        };
    }
}
