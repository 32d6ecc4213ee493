using System.Net;
using Microsoft.Data.Sqlite;

namespace OpsFlow.Api.Tests.Authentication;

/// <content>Whether somebody was shut out cannot be known for a while.</content>
public sealed partial class AccessTests
{
    [Fact]
    public async Task Endpoints_WhileTheListCannotBeRead_TurnEverybodyAwayButTheAdminKey()
    {
        var token = fixture.Callers.First(c => c.Name == "a token to read and write");
        // What the list is read by has another name meanwhile.
        Execute("ALTER TABLE access_version RENAME TO access_version_away");
        try
        {
            await Until.TrueAsync(async () => await StatusAsync(token, "GET", "/api/v1/servers") == 503, "loss");
            foreach (var caller in fixture.Callers)
            {
                Assert.Equal(
                    (caller.Name, caller.Name == "the admin key" ? 200 : 503),
                    (caller.Name, await StatusAsync(caller, "GET", "/api/v1/servers")));
            }

            foreach (var endpoint in Endpoints)
            {
                var (method, path) = ((string)endpoint[0], (string)endpoint[1]);
                Assert.Equal((path, 503), (path, await StatusAsync(token, method, path)));
            }
        }
        finally
        {
            Execute("ALTER TABLE access_version_away RENAME TO access_version");
        }

        await Until.TrueAsync(async () => await StatusAsync(token, "GET", "/api/v1/servers") == 200, "return");
    }

    private async Task<int> StatusAsync(Caller caller, string method, string path)
    {
        using var request = Request(method, path);
        caller.Apply(request);
        using var response = await fixture.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(
            response.StatusCode == HttpStatusCode.ServiceUnavailable, response.Headers.RetryAfter is not null);
        return (int)response.StatusCode;
    }

    private void Execute(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(fixture.Data, "opsflow.db")}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
