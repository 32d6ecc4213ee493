using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Tests.Authentication;

/// <content>Callers of each kind.</content>
public sealed partial class AccessTests
{
    /// <summary>A caller, and the scopes it must have; null when it must not be let in.</summary>
    public sealed record Caller(string Name, IReadOnlyList<string>? Scopes, Action<HttpRequestMessage> Apply);

    /// <summary>A program that takes tokens, and a caller of each kind.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public const string Password = "correct horse battery";

        private const string Issuer = "https://issuer.example";
        private const string Audience = "opsflow";
        private const string SharedKey = "a key that only the issuer and we have, 32 bytes or more";

        private readonly TempFolder _data = new();

        public string Data => _data.Path;

        public AppProcess App { get; private set; } = null!;

        public HttpClient Anonymous { get; private set; } = null!;

        public List<Caller> Callers { get; } = [];

        public async Task InitializeAsync()
        {
            App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
            {
                ["OPSFLOW_JWT_ISSUER"] = Issuer,
                ["OPSFLOW_JWT_AUDIENCE"] = Audience,
                ["OPSFLOW_JWT_KEY"] = SharedKey,
                ["OPSFLOW_WRONG_KEYS"] = "0",
            });
            Anonymous = new(new HttpClientHandler { UseCookies = false })
            {
                BaseAddress = App.Http.BaseAddress,
                Timeout = TimeSpan.FromMinutes(2),
            };
            Callers.Add(new("nobody", null, _ => { }));
            Callers.Add(Bearing("the admin key", Scope.All, AppProcess.AdminKey));
            Callers.Add(Bearing("a made-up key", null, ApiKey.Mark + new string('0', 40)));
            foreach (var scope in Scope.All)
            {
                Callers.Add(Bearing($"a key to {scope}", [scope], (await AddKeyAsync(scope, [scope])).Key));
            }

            foreach (var role in Enum.GetValues<Role>())
            {
                await AddUserAsync($"{role}", role);
                var cookie = await SignInAsync($"{role}");
                Callers.Add(new($"{role}", Scope.Of(role), request => request.Headers.Add("Cookie", cookie)));
            }

            await AddTokensAsync();
        }

        public async Task DisposeAsync()
        {
            await App.DisposeAsync();
            _data.Dispose();
        }

        public async Task<(string Key, string Id)> AddKeyAsync(string name, string[] scopes)
        {
            using var response = await App.Http.PostAsJsonAsync("api/v1/keys", new { name, scopes });
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            var made = await response.Content.ReadFromJsonAsync<JsonObject>();
            return (made!["key"]!.ToString(), made["details"]!["id"]!.ToString());
        }

        public async Task<string> AddUserAsync(string name, Role role)
        {
            using var response = await App.Http.PostAsJsonAsync(
                "api/v1/users", new { name, role = $"{role}", password = Password });
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            var added = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.Equal($"{role}", added["role"]!.ToString());
            return added["id"]!.ToString();
        }

        public async Task<string> SignInAsync(string name)
        {
            using var response = await Anonymous.PostAsJsonAsync("api/v1/session", new { name, password = Password });
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];
        }

        public async Task<HttpStatusCode> GetAsync(string bearer)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await Anonymous.SendAsync(request);
            return response.StatusCode;
        }

        private static Caller Bearing(string name, IReadOnlyList<string>? scopes, string bearer) =>
            new(name, scopes, request => request.Headers.Authorization = new("Bearer", bearer));

        private async Task AddTokensAsync()
        {
            Callers.Add(Bearing("a token to read and write", [Scope.Read, Scope.Write], Token(t =>
                t["scope"] = "read write root")));
            Callers.Add(Bearing("a token of an approver", Scope.Of(Role.Approver), Token(t =>
                t["roles"] = "approver")));
            Callers.Add(Bearing("a token without scopes", [], Token(_ => { })));
            Callers.Add(Bearing("a token whose role is a number", [], Token(t => t["roles"] = 2)));
            Callers.Add(Bearing("a token whose role is digits", [], Token(t => t["roles"] = new JsonArray("2"))));
            Callers.Add(Bearing(
                "a token of two roles in one text", [], Token(t => t["roles"] = new JsonArray("Viewer,Admin"))));
            Callers.Add(Bearing("an expired token", null, Token(t => (t["iat"], t["exp"]) = (Now(-7200), Now(-3600)))));
            Callers.Add(Bearing("a token for too long", null, Token(t => t["exp"] = Now(25 * 3600))));
            Callers.Add(Bearing("a token for others", null, Token(t => t["aud"] = "others")));
            Callers.Add(Bearing("a token of others", null, Token(t => t["iss"] = "https://other.example")));
            Callers.Add(Bearing("a token without an id", null, Token(t => t.Remove("jti"))));
            Callers.Add(Bearing("a token without a signature", null, Token(_ => { }, algorithm: "none")));
            Callers.Add(Bearing("a token of another key", null, Token(_ => { }, key: new string('x', 40))));
            var jti = Guid.NewGuid().ToString();
            var revoked = Token(t => (t["jti"], t["scope"]) = (jti, "read"));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(revoked));
            using var response = await App.Http.PostAsJsonAsync("api/v1/tokens/revocations", new { jti });
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Callers.Add(Bearing("a revoked token", null, revoked));
        }

        private static long Now(int seconds = 0) => DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds;

        private static string Token(Action<JsonObject> change, string algorithm = "HS256", string key = SharedKey)
        {
            var claims = new JsonObject
            {
                ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "someone", ["jti"] = Guid.NewGuid().ToString(),
                ["iat"] = Now(), ["exp"] = Now(3600),
            };
            change(claims);
            var text = $"{Part(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Part(claims)}";
            var signature = algorithm == "none"
                ? ""
                : System.Buffers.Text.Base64Url.EncodeToString(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
            return $"{text}.{signature}";
        }

        private static string Part(JsonObject json) =>
            System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }
}
