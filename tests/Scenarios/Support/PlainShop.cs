namespace OpsFlow.Scenarios.Support;

/// <summary>A report of the same error again and again, for a server without chat and with a plain remote.</summary>
public static class PlainShop
{
    public static async Task<JsonObject> RegisterAsync(OpsFlowApi api, string folder, string name)
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
        });
        return new JsonObject
        {
            ["serverName"] = name,
            ["serverIp"] = "127.0.0.1",
            ["errorType"] = "ZeroDivisionError",
            ["message"] = "division by zero",
            ["stackTrace"] = """
                Traceback (most recent call last):
                  File "/app/app.py", line 3, in <module>
                    print(average_price([]))
                  File "/app/shop/figures.py", line 3, in average_price
                    return total / len(prices)
                ZeroDivisionError: division by zero
                """,
        };
    }
}
