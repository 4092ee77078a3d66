using System.Net;
using System.Text.RegularExpressions;

namespace EvalHarness.Tests.Testing;

/// <summary>Sends the forms of review pages as a browser does.</summary>
internal static partial class ReviewForms
{
    /// <summary>Sends a form and requires that it leads to another page.</summary>
    /// <returns>Path of that page.</returns>
    public static async Task<string> PostAsync(
        HttpClient client, string page, string path, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage response = await SendAsync(client, page, path, fields);
        Assert.True(
            response.StatusCode == HttpStatusCode.Redirect,
            $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Sends a form with the token of its page.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string page, string path, params (string Name, string Value)[] fields)
    {
        string token = FormToken(await client.GetStringAsync(page));
        using HttpRequestMessage request = new(HttpMethod.Post, path);
        request.Headers.Add("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        (string Name, string Value)[] all = fields.Any(field => field.Name == "form-token")
            ? fields
            : [.. fields, ("form-token", token)];
        request.Content = new FormUrlEncodedContent(
            all.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.SendAsync(request);
    }

    /// <summary>A page that no longer looks again by itself: what it waited for is there.</summary>
    public static async Task<string> ReadyAsync(HttpClient client, string page)
    {
        while (true)
        {
            using HttpResponseMessage response = await client.GetAsync(page);
            if (!response.Headers.Contains("Refresh"))
            {
                return await response.Content.ReadAsStringAsync();
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The token of a page's forms.</summary>
    public static string FormToken(string page) => Token().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
