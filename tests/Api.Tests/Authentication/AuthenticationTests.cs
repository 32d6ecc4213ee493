using System.Net;
using System.Net.Http.Headers;

namespace OpsFlow.Api.Tests.Authentication;

/// <summary>The admin key, the console's sessions, and what a proxy in front may say.</summary>
[Collection(AppFixture.Name)]
public sealed class AuthenticationTests(AuthenticationTests.Fixture fixture, AppFixture direct)
    : IClassFixture<AuthenticationTests.Fixture>
{
    private HttpClient Anonymous { get; } = new(new HttpClientHandler { UseCookies = false })
    {
        BaseAddress = fixture.App.Http.BaseAddress,
        Timeout = TimeSpan.FromMinutes(2),
    };

    [Theory]
    [InlineData("api/v1/analyses")]
    [InlineData("api/v1/servers")]
    [InlineData("api/v1/workflows")]
    [InlineData("api/v1/analyses/events")]
    public async Task AdminEndpoint_WithoutKey_Answers401WithProblem(string path)
    {
        using var response = await Anonymous.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("unauthenticated", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
    }

    [Theory]
    [InlineData("Bearer wrong", 401)]
    [InlineData("Basic YTpi", 401)]
    [InlineData("bearer  " + AppProcess.AdminKey + " ", 200)]
    public async Task AdminEndpoint_Header_IsChecked(string header, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await Anonymous.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Session_SignedOut_IsRefusedWhileAnotherGoesOn()
    {
        var (one, two) = (await SignInAsync(), await SignInAsync());
        Assert.NotEqual(one, two);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(one));

        using (var request = new HttpRequestMessage(HttpMethod.Delete, "api/v1/session"))
        {
            request.Headers.Add("Cookie", one);
            using var response = await Anonymous.SendAsync(request);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(one));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(two));
    }

    [Fact]
    public async Task Session_ForgedOrWithAWrongKeyBeside_IsRefused()
    {
        var cookie = await SignInAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("opsflow_session=" + new string('a', 64)));
        Assert.Equal(
            HttpStatusCode.Unauthorized, await GetAsync(cookie, new AuthenticationHeaderValue("Bearer", "wrong")));
    }

    [Fact]
    public async Task Session_AfterARestart_GoesOnUntilTheKeyIsAnother()
    {
        using var data = new TempFolder();
        string cookie;
        await using (var app = await AppProcess.StartAsync(data.Path))
        {
            cookie = await SignInAsync(app.Http);
        }

        await using (var app = await AppProcess.StartAsync(data.Path))
        {
            Assert.Equal(HttpStatusCode.OK, await GetAsync(cookie, client: app.Http.BaseAddress));
        }

        var settings = new Dictionary<string, string> { ["OPSFLOW_ADMIN_KEY"] = "another-admin-key-0123456789" };
        await using (var app = await AppProcess.StartAsync(data.Path, settings))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(cookie, client: app.Http.BaseAddress));
        }
    }

    [Fact]
    public async Task SignIn_BehindATrustedProxyWithTls_SetsASecureCookie()
    {
        Assert.Contains("secure", await CookieAsync("https"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", await CookieAsync("http"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_ManyWrongKeys_BlocksTheirAddressAlone()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= Fixture.WrongKeys; i++)
        {
            using var response = await SignInFromAsync("192.0.2.7", $"guess {i}");
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(response.Headers.RetryAfter);
                Assert.Equal(
                    "too_many_requests", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
            }
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        using var right = await SignInFromAsync("192.0.2.8", AppProcess.AdminKey);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
    }

    [Fact]
    public async Task Key_OfAnAddressWithADeadOne_GoesOnWhileWrongOnesAreBlocked()
    {
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/keys", new { name = "lives on", scopes = new[] { "read" } });
        var key = (await added.Content.ReadFromJsonAsync<JsonObject>())!["key"]!.ToString();
        var dead = "ofk_" + new string('0', 40);
        for (var i = 0; i <= Fixture.WrongKeys; i++)
        {
            await FromAsync(dead);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync(dead));
        Assert.Equal(HttpStatusCode.OK, await FromAsync(key));

        async Task<HttpStatusCode> FromAsync(string bearer)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
            request.Headers.Add("X-Forwarded-For", "192.0.2.9");
            request.Headers.Authorization = new("Bearer", bearer);
            using var response = await Anonymous.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task SignIn_WrongPasswordsOfOneUser_DoNotShutOutAnotherOfTheAddress()
    {
        const string Password = "correct horse battery";
        var (one, other) = ($"one-{Guid.NewGuid():n}", $"other-{Guid.NewGuid():n}");
        foreach (var name in new[] { one, other })
        {
            using var added = await fixture.App.Http.PostAsJsonAsync(
                "api/v1/users", new { name, role = "Viewer", password = Password });
            added.EnsureSuccessStatusCode();
        }

        for (var i = 0; i <= Fixture.WrongKeys; i++)
        {
            await FromAsync(one, "wrong");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync(one, Password));
        Assert.Equal(HttpStatusCode.NoContent, await FromAsync(other, Password));
        // The name is the sender's choice, and each password costs a hash: an address has a bound of all names.
        for (var i = 0; i < 10 * Fixture.WrongKeys; i++)
        {
            await FromAsync($"nobody-{i}", "wrong");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("nobody", "wrong"));

        async Task<HttpStatusCode> FromAsync(string name, string password)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/session")
            {
                Content = JsonContent.Create(new { name, password }),
            };
            request.Headers.Add("X-Forwarded-For", "192.0.2.10");
            using var response = await Anonymous.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task SignIn_FromAProxyNobodyTrusts_DoesNotBelieveIt()
    {
        using var request = SignInRequest(AppProcess.AdminKey);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await direct.App.Http.SendAsync(request);
        Assert.DoesNotContain(
            "secure", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    private static HttpRequestMessage SignInRequest(string key) =>
        new(HttpMethod.Post, "api/v1/session") { Content = JsonContent.Create(new { key }) };

    private async Task<HttpResponseMessage> SignInFromAsync(string address, string key)
    {
        using var request = SignInRequest(key);
        request.Headers.Add("X-Forwarded-For", address);
        return await Anonymous.SendAsync(request);
    }

    private async Task<string> CookieAsync(string scheme)
    {
        using var request = SignInRequest(AppProcess.AdminKey);
        request.Headers.Add("X-Forwarded-Proto", scheme);
        using var response = await Anonymous.SendAsync(request);
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }

    private async Task<string> SignInAsync(HttpClient? client = null)
    {
        using var request = SignInRequest(AppProcess.AdminKey);
        using var response = await (client ?? Anonymous).SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        return cookie[..cookie.IndexOf(';', StringComparison.Ordinal)];
    }

    private async Task<HttpStatusCode> GetAsync(
        string cookie, AuthenticationHeaderValue? header = null, Uri? client = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(client ?? Anonymous.BaseAddress!, "api/v1/servers"));
        request.Headers.Add("Cookie", cookie);
        request.Headers.Authorization = header;
        using var response = await Anonymous.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>A program behind a proxy on this machine.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public const int WrongKeys = 10;

        private readonly TempFolder _data = new();

        public AppProcess App { get; private set; } = null!;

        public async Task InitializeAsync() =>
            App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_TRUSTED_PROXIES"] = "127.0.0.1, 10.0.0.0/8",
            ["OPSFLOW_WRONG_KEYS"] = $"{WrongKeys}",
        });

        public async Task DisposeAsync()
        {
            await App.DisposeAsync();
            _data.Dispose();
        }
    }
}
