"use strict";(self.rspackChunkword_vector_autograder=self.rspackChunkword_vector_autograder||[]).push([[266],{646(r,o,e){var a=e(601),t=e.n(a),n=e(314),i=(e.n(n))()(t());i.push([r.id,`.ag-Panel {
  background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color1);
  font-size: var(--jp-ui-font-size1);
  overflow-y: auto;
  min-width: 220px;
}

.ag-Body {
  padding: 12px;
  line-height: 1.45;
}

.ag-Body :is(h2, h3, h4) {
  margin: 0;
  font-size: var(--jp-ui-font-size2);
  font-weight: 600;
}

.ag-Body h4 {
  font-size: var(--jp-ui-font-size1);
}

.ag-Body p {
  margin: 6px 0;
  overflow-wrap: anywhere;
}

.ag-Body code {
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.ag-Actions {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
  margin: 10px 0;
}

.ag-Body .ag-Button {
  margin: 0;
}

.ag-Body :is(button, summary, a, input, select, [tabindex]):focus-visible {
  outline: 2px solid var(--jp-brand-color1);
  outline-offset: 2px;
}

.ag-Status:empty {
  display: none;
}

.ag-Quiet,
.ag-More {
  color: var(--jp-ui-font-color1);
}

.ag-More {
  border-top: 1px solid var(--jp-border-color2);
  padding-top: 8px;
}

.ag-Progress {
  width: 100%;
  accent-color: var(--jp-brand-color1);
}

.ag-Box {
  border: 1px solid var(--jp-border-color1);
  border-left-width: 4px;
  border-radius: 3px;
  padding: 4px 10px;
  margin: 10px 0;
}

.ag-Box.ag-mod-error {
  border-left-color: var(--jp-error-color1);
}

.ag-Box.ag-mod-warn {
  border-left-color: var(--jp-warn-color1);
}

.ag-Tasks,
.ag-Parts {
  list-style: none;
  margin: 0;
  padding: 0;
}

.ag-Task {
  border: 1px solid var(--jp-border-color2);
  border-left: 4px solid var(--ag-tone);
  border-radius: 3px;
  margin: 8px 0;
}

[data-tone] {
  --ag-tone: var(--jp-border-color1);
}

[data-tone='right'] {
  --ag-tone: var(--jp-success-color1);
}

:is([data-tone='wrong'], [data-tone='stopped']) {
  --ag-tone: var(--jp-error-color1);
}

[data-tone='part'] {
  --ag-tone: var(--jp-warn-color1);
}

.ag-Task summary {
  cursor: pointer;
  display: grid;
  grid-template-columns: 1.2em 1fr;
  gap: 0 6px;
  padding: 6px 8px;
}

.ag-Task summary .ag-Title {
  font-weight: 600;
}

.ag-Task summary .ag-Word {
  grid-column: 2;
}

.ag-Symbol {
  font-weight: 700;
}

.ag-Parts {
  padding: 0 8px 6px;
}

.ag-Parts li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0 8px;
}

.ag-Link {
  background: none;
  border: none;
  padding: 2px 0;
  color: var(--jp-content-link-color);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  text-align: left;
  text-decoration: underline;
  cursor: pointer;
  overflow-wrap: anywhere;
}

.ag-Finding {
  border-top: 1px solid var(--jp-border-color2);
  padding: 6px 8px;
}

.ag-Finding dl {
  margin: 4px 0;
}

.ag-Finding dt {
  color: var(--jp-ui-font-color1);
  font-weight: 600;
}

.ag-Finding dd {
  margin: 0 0 4px;
}

.ag-Finding dd code {
  display: block;
  background: var(--jp-layout-color2);
  border-radius: 2px;
  padding: 3px 6px;
}
`,""]),e.d(o,{},{A:i})},314(r){r.exports=function(r){var o=[];return o.toString=function(){return this.map(function(o){var e="",a=void 0!==o[5];return o[4]&&(e+="@supports (".concat(o[4],") {")),o[2]&&(e+="@media ".concat(o[2]," {")),a&&(e+="@layer".concat(o[5].length>0?" ".concat(o[5]):""," {")),e+=r(o),a&&(e+="}"),o[2]&&(e+="}"),o[4]&&(e+="}"),e}).join("")},o.i=function(r,e,a,t,n){"string"==typeof r&&(r=[[null,r,void 0]]);var i={};if(a)for(var p=0;p<this.length;p++){var s=this[p][0];null!=s&&(i[s]=!0)}for(var d=0;d<r.length;d++){var c=[].concat(r[d]);a&&i[c[0]]||(void 0!==n&&(void 0===c[5]||(c[1]="@layer".concat(c[5].length>0?" ".concat(c[5]):""," {").concat(c[1],"}")),c[5]=n),e&&(c[2]&&(c[1]="@media ".concat(c[2]," {").concat(c[1],"}")),c[2]=e),t&&(c[4]?(c[1]="@supports (".concat(c[4],") {").concat(c[1],"}"),c[4]=t):c[4]="".concat(t)),o.push(c))}},o}},601(r){r.exports=function(r){return r[1]}},665(r,o,e){e.r(o);var a=e(72),t=e.n(a),n=e(825),i=e.n(n),p=e(659),s=e.n(p),d=e(56),c=e.n(d),l=e(540),u=e.n(l),g=e(113),f=e.n(g),v=e(646),m={};m.styleTagTransform=f(),m.setAttributes=c(),m.insert=s().bind(null,"head"),m.domAPI=i(),m.insertStyleElement=u(),t()(v.A,m);let x=v.A&&v.A.locals?v.A.locals:void 0;e.d(o,{},{default:x})},72(r){var o=[];function e(r){for(var e=-1,a=0;a<o.length;a++)if(o[a].identifier===r){e=a;break}return e}function a(r,a){for(var t={},n=[],i=0;i<r.length;i++){var p=r[i],s=a.base?p[0]+a.base:p[0],d=t[s]||0,c="".concat(s," ").concat(d);t[s]=d+1;var l=e(c),u={css:p[1],media:p[2],sourceMap:p[3],supports:p[4],layer:p[5]};if(-1!==l)o[l].references++,o[l].updater(u);else{var g=function(r,o){var e=o.domAPI(o);return e.update(r),function(o){o?(o.css!==r.css||o.media!==r.media||o.sourceMap!==r.sourceMap||o.supports!==r.supports||o.layer!==r.layer)&&e.update(r=o):e.remove()}}(u,a);a.byIndex=i,o.splice(i,0,{identifier:c,updater:g,references:1})}n.push(c)}return n}r.exports=function(r,t){var n=a(r=r||[],t=t||{});return function(r){r=r||[];for(var i=0;i<n.length;i++){var p=e(n[i]);o[p].references--}for(var s=a(r,t),d=0;d<n.length;d++){var c=e(n[d]);0===o[c].references&&(o[c].updater(),o.splice(c,1))}n=s}}},659(r){var o={};r.exports=function(r,e){var a=function(r){if(void 0===o[r]){var e=document.querySelector(r);if(window.HTMLIFrameElement&&e instanceof window.HTMLIFrameElement)try{e=e.contentDocument.head}catch(r){e=null}o[r]=e}return o[r]}(r);if(!a)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");a.appendChild(e)}},540(r){r.exports=function(r){var o=document.createElement("style");return r.setAttributes(o,r.attributes),r.insert(o,r.options),o}},56(r,o,e){r.exports=function(r){var o=e.nc;o&&r.setAttribute("nonce",o)}},825(r){r.exports=function(r){if("u"<typeof document)return{update:function(){},remove:function(){}};var o=r.insertStyleElement(r);return{update:function(e){var a,t,n;a="",e.supports&&(a+="@supports (".concat(e.supports,") {")),e.media&&(a+="@media ".concat(e.media," {")),(t=void 0!==e.layer)&&(a+="@layer".concat(e.layer.length>0?" ".concat(e.layer):""," {")),a+=e.css,t&&(a+="}"),e.media&&(a+="}"),e.supports&&(a+="}"),(n=e.sourceMap)&&"u">typeof btoa&&(a+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),r.styleTagTransform(a,o,r.options)},remove:function(){var r;null===(r=o).parentNode||r.parentNode.removeChild(r)}}}},113(r){r.exports=function(r,o){if(o.styleSheet)o.styleSheet.cssText=r;else{for(;o.firstChild;)o.removeChild(o.firstChild);o.appendChild(document.createTextNode(r))}}}}]);